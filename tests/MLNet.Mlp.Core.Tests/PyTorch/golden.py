"""Writes golden.json: training runs of PyTorch, step by step, that PyTorchTests repeats.

python3 golden.py > golden.json        (PyTorch 1.13)

Everything is computed in double precision; initial weights, features and hyperparameters are rounded to floats, which
both sides hold exactly. Weight decay applies to weights, not to biases.
"""
import json
import sys

import torch
from torch import nn

STEPS, BATCH, ROWS, INPUTS, CLASSES = 50, 4, 20, 6, 3
torch.set_default_dtype(torch.float64)
torch.manual_seed(1)

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

def hyper(value):
    """The float nearest to a hyperparameter."""
    return torch.tensor(value, dtype=torch.float32).item()


SGD, MOMENTUM = dict(lr=hyper(0.1)), dict(lr=hyper(0.05), momentum=hyper(0.9))
ADAGRAD = dict(lr=hyper(0.1), eps=hyper(1e-10))
RMSPROP = dict(lr=hyper(0.01), alpha=hyper(0.99), eps=hyper(1e-8))
ADAM = dict(lr=hyper(0.01), betas=(hyper(0.9), hyper(0.999)), eps=hyper(1e-8))
DECAY = dict(weight_decay=hyper(0.02))
OPTIMIZERS = {
    "Sgd": (torch.optim.SGD, SGD),
    "Sgd with weight decay": (torch.optim.SGD, SGD | DECAY),
    "MomentumSgd": (torch.optim.SGD, MOMENTUM),
    "MomentumSgd with weight decay": (torch.optim.SGD, MOMENTUM | DECAY),
    "NesterovSgd": (torch.optim.SGD, MOMENTUM | dict(nesterov=True)),
    "NesterovSgd with weight decay": (torch.optim.SGD, MOMENTUM | DECAY | dict(nesterov=True)),
    "Adagrad": (torch.optim.Adagrad, ADAGRAD),
    "Adagrad with weight decay": (torch.optim.Adagrad, ADAGRAD | DECAY),
    "RmsProp": (torch.optim.RMSprop, RMSPROP),
    "RmsProp with weight decay": (torch.optim.RMSprop, RMSPROP | DECAY),
    "Adam": (torch.optim.Adam, ADAM),
    "Adam with weight decay": (torch.optim.Adam, ADAM | DECAY),
    "AdamW": (torch.optim.AdamW, ADAM | dict(weight_decay=0.0)),
    "AdamW with weight decay": (torch.optim.AdamW, ADAM | DECAY),
}


def as_float(tensor):
    return tensor.float().double()


FEATURES = as_float(torch.randn(ROWS, INPUTS))
LABELS = torch.randint(CLASSES, (ROWS,))


def run(name, activations, optimizer="MomentumSgd", clip_norm=None, clip_value=None):
    """activations: one (units, name) for each hidden layer."""
    torch.manual_seed(2)
    modules, size = [], INPUTS
    for units, activation in activations:
        modules += [nn.Linear(size, units), ACTIVATIONS[activation]]
        size = units
    network = nn.Sequential(*modules, nn.Linear(size, CLASSES))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(as_float(torch.randn_like(parameter) * 0.5))
    initial = [parameter.flatten().tolist() for parameter in network.parameters()]

    kind, arguments = OPTIMIZERS[optimizer]
    weights = [p for p in network.parameters() if p.dim() == 2]
    biases = [p for p in network.parameters() if p.dim() == 1]
    optimizer_object = kind([{"params": weights}, {"params": biases, "weight_decay": 0}], **arguments)

    losses = []
    for step in range(STEPS):
        rows = [(step * BATCH + i) % ROWS for i in range(BATCH)]
        loss = nn.functional.cross_entropy(network(FEATURES[rows]), LABELS[rows])
        losses.append(loss.item())
        optimizer_object.zero_grad()
        loss.backward()
        if clip_norm is not None:
            nn.utils.clip_grad_norm_(network.parameters(), hyper(clip_norm))
        if clip_value is not None:
            nn.utils.clip_grad_value_(network.parameters(), hyper(clip_value))
        optimizer_object.step()
    return {
        "name": name,
        "hiddenLayers": [{"units": units, "activation": activation} for units, activation in activations],
        "optimizer": optimizer,
        "learningRate": arguments["lr"],
        "clipNorm": clip_norm,
        "clipValue": clip_value,
        "initial": initial,
        "losses": losses,
        "final": [parameter.flatten().tolist() for parameter in network.parameters()],
    }


runs = [run(f"optimizer {name}", [(5, "Tanh")], optimizer=name) for name in OPTIMIZERS]
runs += [run(f"activation {name}", [(5, name)]) for name in ACTIVATIONS]
runs += [
    run("no hidden layer", []),
    run("three hidden layers", [(5, "GELU"), (7, "ReLU"), (4, "SiLU")]),
    run("clipped by norm", [(5, "Tanh")], clip_norm=0.1),
    run("clipped by value", [(5, "Tanh")], clip_value=0.02),
]
json.dump({
    "torch": torch.__version__,
    "batchSize": BATCH,
    "classCount": CLASSES,
    "features": FEATURES.tolist(),
    "labels": LABELS.tolist(),
    "runs": runs,
}, sys.stdout, indent=None, separators=(",", ":"))
print()
