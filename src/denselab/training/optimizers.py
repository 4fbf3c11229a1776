"""The optimizer of a network: Keras' own, with its schedule, weight decay and averaging."""

from denselab.backend import keras
from denselab.settings import Settings
from denselab.training import schedules


def of(settings: Settings, updates: int) -> keras.optimizers.Optimizer:
    """A fresh optimizer.

    Args:
        settings: Whose ``optimizer``, ``learning_rate``, ``schedule``, ``weight_decay`` and
            ``averaging`` are meant.
        updates: How many there are in all epochs.
    """
    optimizer = keras.optimizers.get(settings.optimizer)
    if isinstance(optimizer, keras.optimizers.Muon):
        _for_hidden_layers(optimizer, settings)
    optimizer.learning_rate = schedules.learning_rate(settings, updates)
    if settings.weight_decay is not None:
        optimizer.weight_decay = settings.weight_decay or None
    if optimizer.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=["bias"])
    if settings.averaging:
        optimizer.use_ema, optimizer.ema_momentum = True, settings.averaging
    return optimizer


def _for_hidden_layers(muon: keras.optimizers.Muon, settings: Settings) -> None:
    """Muon is for the matrices between hidden layers; what is left goes by AdamW within it.

    Keras leaves vectors to AdamW by itself, but not the output layer (K. Jordan et al., Muon: An
    optimizer for hidden layers in neural networks, 2024), and decays it by a rate of its own.
    """
    muon.exclude_layers = ["output"]
    if settings.weight_decay is not None:
        muon.adam_weight_decay = settings.weight_decay or None
