"""Writes golden.json: training runs of PyTorch, step by step, that PyTorchTests repeats.

python3 -B golden.py > golden.json        (PyTorch 1.13)

This file lists the runs; training.py does one, with what is in the files beside it.

Everything is computed in double precision; initial weights, features, hyperparameters and learning rates are rounded to
floats, which both sides hold exactly. Penalties apply to weights, not to biases and scales.
"""
import json
import warnings

import torch

import data
from layers import ACTIVATIONS
from optimizers import OPTIMIZERS
from training import train

DECAY, PENALTY = dict(decay=0.02), dict(l1=0.01)


def layer(units, activation, **properties):
    return {"units": units, "activation": activation} | properties


def maxout(units, pieces, **properties):
    return layer(units, "Maxout", maxoutPieces=pieces, **properties)


def normalized(units, activation):
    return layer(units, activation, batchNormalization=True)


def named(kind, name, properties, what=""):
    settings = "".join(f", {key} {value}" for key, value in properties.items())
    return f"{kind} {name} {what}".rstrip() + settings


def optimizer_runs():
    for name in OPTIMIZERS:
        yield train(f"optimizer {name}", optimizer=name)
        yield train(f"optimizer {name} with weight decay", optimizer=name, optimizer_changes=DECAY)
        yield train(f"optimizer {name} with L1 penalty", optimizer=name, optimizer_changes=PENALTY)
    yield train("optimizer AdamW with both penalties", optimizer="AdamW", optimizer_changes=DECAY | PENALTY)
    yield train("clipped by norm", clip_norm=0.1)
    yield train("clipped by value", clip_value=0.02)
    yield train("clipped by value, then by norm, then penalized", clip_value=0.02, clip_norm=0.1,
                optimizer_changes=DECAY | PENALTY)
    yield train("max-norm", max_norm=0.9)


def layer_runs():
    for name in ACTIVATIONS:
        yield train(f"activation {name}", [layer(5, name)])
    yield train("no hidden layer", [])
    yield train("three hidden layers", [layer(5, "GELU"), layer(7, "ReLU"), layer(4, "SiLU")])
    for pieces in (2, 3):
        yield train(f"maxout of {pieces} pieces", [maxout(5, pieces)])
    yield train("two maxout layers", [maxout(5, 3), maxout(4, 2)])
    yield train("batch normalization", [normalized(5, "Tanh")])
    yield train("batch normalization and weight decay", [normalized(5, "ReLU"), normalized(7, "SiLU")],
                optimizer="Adam", optimizer_changes=DECAY)
    yield train("batch normalization before maxout", [maxout(5, 2, batchNormalization=True), layer(4, "Tanh")])


def loss_runs():
    smoothing, delta = {"labelSmoothing": 0.1}, {"delta": 0.5}
    yield train("loss CrossEntropy of softmax with label smoothing", loss=("CrossEntropy", smoothing))
    yield train("loss CrossEntropy of softmax, probabilities", targets="probabilities")
    yield train("loss CrossEntropy of softmax, probabilities with label smoothing", targets="probabilities",
                loss=("CrossEntropy", smoothing))
    for targets in ("two", "labels"):
        yield train(f"loss CrossEntropy of sigmoid, {targets}", output="Sigmoid", targets=targets)
        yield train(f"loss CrossEntropy of sigmoid, {targets} with label smoothing", output="Sigmoid", targets=targets,
                    loss=("CrossEntropy", smoothing))
        yield train(f"loss SquaredError of sigmoid, {targets}", output="Sigmoid", targets=targets,
                    loss=("SquaredError", {}))
    for targets in ("three", "probabilities"):
        yield train(f"loss SquaredError of softmax, {targets}", targets=targets, loss=("SquaredError", {}))
    for targets in ("number", "numbers"):
        for loss in ("SquaredError", {}), ("AbsoluteError", {}), ("HuberError", {}), ("HuberError", delta):
            yield train(named("loss", *loss, f"of identity, {targets}"), output="Identity", targets=targets, loss=loss)
    for targets in ("two", "three"):
        yield train(f"loss Hinge of identity, {targets}", output="Identity", targets=targets, loss=("Hinge", {}))


def weight_runs():
    regression = dict(output="Identity", targets="numbers", loss=("HuberError", {}))
    binary, labels = dict(output="Sigmoid", targets="two"), dict(output="Sigmoid", targets="labels")
    squared = dict(loss=("SquaredError", {}))
    hinge = dict(output="Identity", loss=("Hinge", {}))
    two, three = [0.5, 2.0], [0.3, 1.0, 2.5]
    yield train("row weights, softmax", weigh_rows=True)
    yield train("row weights, labels", weigh_rows=True, **labels)
    yield train("row weights, regression", weigh_rows=True, **regression)
    yield train("class weights, softmax", class_weights=three)
    yield train("class weights, softmax with label smoothing", class_weights=three,
                loss=("CrossEntropy", {"labelSmoothing": 0.1}))
    yield train("class weights, softmax and squared error", class_weights=three, **squared)
    yield train("class weights and row weights, softmax", weigh_rows=True, class_weights=three)
    yield train("class weights, two classes", class_weights=two, **binary)
    yield train("class weights, labels", class_weights=three, **labels)
    yield train("class weights and row weights, labels", weigh_rows=True, class_weights=three, **labels)
    yield train("class weights, labels and squared error", class_weights=three, **labels, **squared)
    yield train("class weights, hinge of two classes", class_weights=two, targets="two", **hinge)
    yield train("class weights, hinge of three classes", class_weights=three, **hinge)
    yield train("balanced, softmax", class_weights="balanced")
    yield train("balanced, two classes", class_weights="balanced", **binary)
    yield train("balanced, labels", class_weights="balanced", **labels)


def schedule_runs():
    plateau = {"reduction": 0.5, "patience": 2, "tolerance": 0.0, "minimumFactor": 0.0}
    cycle = {"rise": 0.3, "startDivisor": 25.0, "endDivisor": 10000.0}
    # The loss of absolute errors goes up and down where the rate is high, and yet rounding errors do not grow.
    absolute = dict(hidden_layers=[], output="Identity", targets="numbers", loss=("AbsoluteError", {}))
    for name, arguments, changes in [
        ("StepDecay", {"epochsPerStep": 3, "gamma": 0.3}, {}),
        ("ExponentialDecay", {"gamma": 0.8}, {}),
        ("InverseTimeDecay", {"decay": 0.3}, {}),
        ("EpochGd", {"firstStageEpochs": 1}, {}),
        ("EpochGd", {"firstStageEpochs": 2}, {}),
        ("CosineDecay", {}, {}),
        ("CosineDecay", {"minimumFactor": 0.2}, {}),
        ("CosineDecay", {"warmup": 0.2, "minimumFactor": 0.1}, {}),
        ("OneCycle", cycle, {}),
        ("OneCycle", cycle | {"rise": 0.25, "startDivisor": 10.0, "endDivisor": 100.0}, {}),
        ("ReduceOnPlateau", plateau, absolute | dict(learning_rate=1.0)),
        ("ReduceOnPlateau", plateau | {"patience": 1, "tolerance": 0.05, "minimumFactor": 0.2},
            absolute | dict(learning_rate=0.3)),
    ]:
        run = train(named("schedule", name, arguments), optimizer="Sgd", schedule=(name, arguments), **changes)
        assert len(set(run["rates"])) >= 3, f"{run['name']} has only the rates {set(run['rates'])}."
        yield run


def sparse_runs():
    """Inputs that are zero in all rows of a batch have a gradient of zero. Plain SGD and Adagrad do not act on it, so
    that their runs are those of dense features; with the others, lazy updates are not the same as dense ones."""
    yield train("sparse Sgd", features="sparse", optimizer="Sgd")
    yield train("sparse Adagrad", features="sparse", optimizer="Adagrad")
    for name in OPTIMIZERS:
        yield train(f"sparse {name} with both penalties", features="sparse", optimizer=name,
                    optimizer_changes=DECAY | PENALTY | dict(lazy=True))
    # PyTorch's two Adams add epsilon in different places, so that it must be too small to matter.
    yield train("sparse Adam by SparseAdam", features="sparse", optimizer="Adam",
                optimizer_changes=dict(sparse=True, eps=data.hyper(1e-20)))
    yield train("sparse, clipped by norm", features="sparse", optimizer="Sgd", clip_norm=0.1)
    yield train("sparse, batch normalization and maxout", [maxout(5, 2, batchNormalization=True)], features="sparse",
                optimizer="Adagrad", weigh_rows=True)


def everything():
    yield train("everything", [normalized(7, "GELU"), maxout(5, 2), layer(4, "ELU")],
                loss=("CrossEntropy", {"labelSmoothing": 0.1}), weigh_rows=True, class_weights="balanced",
                optimizer="AdamW", optimizer_changes=DECAY | PENALTY, schedule=("CosineDecay", {"warmup": 0.1}),
                clip_norm=0.5, clip_value=0.1, max_norm=1.5)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "The epoch parameter", module="torch")  # SequentialLR passes it by itself.
    kinds = [optimizer_runs, layer_runs, loss_runs, weight_runs, schedule_runs, sparse_runs, everything]
    runs = [json.dumps(run, separators=(",", ":")) for kind in kinds for run in kind()]
    head = json.dumps({"torch": torch.__version__} | data.document(), separators=(",", ":"))
    print(head[:-1] + ',"runs":[\n' + ",\n".join(runs) + "\n]}")
