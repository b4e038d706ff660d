"""Networks of layers as MLNet.Mlp has them, made of PyTorch's modules."""
import torch
from torch import nn

from data import as_float, hyper, shortest

ACTIVATIONS = {
    "Identity": nn.Identity(),
    "ReLU": nn.ReLU(),
    "LeakyReLU": nn.LeakyReLU(0.01),
    "ELU": nn.ELU(),
    "Sigmoid": nn.Sigmoid(),
    "Tanh": nn.Tanh(),
    "SiLU": nn.SiLU(),
    "GELU": nn.GELU(),
    "GELUTanh": nn.GELU(approximate="tanh"),
    "Softplus": nn.Softplus(),
    "HardSigmoid": nn.Hardsigmoid(),
    "HardSwish": nn.Hardswish(),
}


class Maxout(nn.Module):
    """The largest of the pieces of each unit. First come the first pieces of all units, then the second, and so on."""

    def __init__(self, units, pieces):
        super().__init__()
        self.units, self.pieces = units, pieces

    def forward(self, z):
        return z.view(len(z), self.pieces, self.units).max(1).values


class SparseLinear(nn.Module):
    """What nn.Linear does, with sparse gradients: of a step only the inputs know that are not zero in some row of the
    batch. The weights are transposed, one row for each input."""

    def __init__(self, inputs, sums):
        super().__init__()
        self.transposed = nn.Parameter(torch.empty(inputs, sums))
        self.bias = nn.Parameter(torch.empty(sums))

    @property
    def weight(self):
        return self.transposed.T

    def forward(self, x):
        rows, columns = x.nonzero(as_tuple=True)
        starts = torch.searchsorted(rows, torch.arange(len(x)))
        return self.bias + nn.functional.embedding_bag(
            columns, self.transposed, starts, mode="sum", sparse=True, per_sample_weights=x[rows, columns])


class Layer(nn.Module):
    """spec: a dictionary with the properties of MLNet.Mlp's HiddenLayer."""

    def __init__(self, inputs, spec, sparse=False):
        super().__init__()
        pieces = spec.get("maxoutPieces", 1)
        sums = spec["units"] * pieces
        normalized = spec.get("batchNormalization", False)
        self.linear = SparseLinear(inputs, sums) if sparse else nn.Linear(inputs, sums, bias=not normalized)
        self.normalization = nn.BatchNorm1d(sums, eps=hyper(1e-5), momentum=hyper(0.1)) if normalized else None
        self.activation = Maxout(spec["units"], pieces) if pieces > 1 else ACTIVATIONS[spec["activation"]]

    def forward(self, x):
        z = self.linear(x)
        return self.activation(z if self.normalization is None else self.normalization(z))

    def values(self, number):
        """The parameters and, where there are any, the running statistics. number: how to write a list of numbers."""
        n = self.normalization
        tensors = {"weights": self.linear.weight, "biases": self.linear.bias if n is None else n.bias}
        if n is not None:
            tensors |= {"scale": n.weight, "runningMean": n.running_mean, "runningVariance": n.running_var}
        return {name: number(tensor.flatten().tolist()) for name, tensor in tensors.items()}


def create_network(inputs, hidden_layers, output_size, sparse=False):
    torch.manual_seed(2)
    layers = []
    for spec in hidden_layers + [{"units": output_size, "activation": "Identity"}]:
        layers.append(Layer(inputs, spec, sparse and not layers))
        inputs = spec["units"]
    network = nn.Sequential(*layers)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(as_float(torch.randn_like(parameter) * 0.5))
    return network


def initial_values(network):
    return [layer.values(shortest) for layer in network]


def final_values(network):
    """Floats are compared with these, for which 10 digits are enough."""
    return [layer.values(lambda numbers: [float(f"{number:.10g}") for number in numbers]) for layer in network]
