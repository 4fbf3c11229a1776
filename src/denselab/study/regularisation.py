"""What holds a network back beside dropout."""

from denselab.study.group import Group
from denselab.study.values import Rate, Strength


class RegularisationSettings(Group):
    """What else holds the regularised network back, each off at 0.

    Attributes:
        l1: Penalty on the sum of the weights' absolute values, biases excepted.
        l2: Penalty on the sum of their squares.
        max_norm: The greatest length of the weights that lead into one hidden unit.
        label_smoothing: Share of a label that is spread evenly over all classes.
        adversarial: Virtual adversarial training (Miyato et al. 2018): how far, in Euclidean
            length, an input may be moved in the worst direction without the answer giving way.
    """

    _prefix = "regularisation."
    l1: Strength = 0.0
    l2: Strength = 0.0
    max_norm: Strength = 0.0
    label_smoothing: Rate = 0.0
    adversarial: Strength = 0.0
