"""The training loop that PyTorch's own tutorials write, without a DataLoader's overhead."""

import time

import torch
from torch import nn

from benchmarks.digits import Digits

BATCH = 128


def train(digits: Digits, epochs: int) -> list[float]:
    """All data on the device, a fresh permutation an epoch, batches by indexing."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    x = torch.from_numpy(digits.scaled()).to(device)  # (n, 784)
    y = torch.from_numpy(digits.y).long().to(device)  # (n,)
    network = _regularised().to(device)
    # Keras' defaults: rho 0.9, epsilon 1e-7
    optimizer = torch.optim.RMSprop(network.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    ends = []
    for _ in range(epochs):
        _epoch(network, optimizer, x, y)
        ends.append(time.perf_counter())
    return ends


def _regularised() -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(784, 512),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(512, 256),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(256, 10),
    )


def _epoch(
    network: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor
) -> tuple[float, float]:
    """One pass over the data; mean loss and accuracy, read once at the end."""
    total, correct = torch.zeros((), device=x.device), torch.zeros((), device=x.device)
    for batch in torch.randperm(len(x), device=x.device).split(BATCH):
        logits = network(x[batch])  # (batch, 10)
        loss = nn.functional.cross_entropy(logits, y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(batch)
        correct += (logits.argmax(1) == y[batch]).sum()
    return total.item() / len(x), correct.item() / len(x)
