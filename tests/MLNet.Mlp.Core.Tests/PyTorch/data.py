"""The rows that all runs train on, and numbers that both sides hold exactly: doubles rounded to floats."""
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)

ROWS, BATCH, EPOCHS = 20, 4, 10
BATCHES_PER_EPOCH = ROWS // BATCH


def as_float(tensor):
    return tensor.float().double()


def hyper(value):
    """The float nearest to a hyperparameter."""
    return as_float(torch.tensor(value)).item()


def shortest(value):
    """A float, or a list of floats however deep, with no more digits than it takes to tell them from others."""
    return [shortest(item) for item in value] if isinstance(value, list) else float(f"{value:.9g}")


FEATURES = {"dense": as_float(torch.randn(ROWS, 6))}
CLASSES = {
    "three": torch.multinomial(torch.tensor([0.2, 0.3, 0.5]), ROWS, replacement=True),
    "two": torch.multinomial(torch.tensor([0.6, 0.4]), ROWS, replacement=True),
}
NUMBERS = {
    "labels": torch.randint(2, (ROWS, 3)).double(),
    "probabilities": as_float(torch.randn(ROWS, 3).softmax(1)),
    "numbers": as_float(torch.randn(ROWS, 3)),
}
NUMBERS["number"] = NUMBERS["numbers"][:, :1]

# Most are zero, and some inputs are zero in every row of most batches.
FEATURES["sparse"] = as_float(torch.randn(ROWS, 12)) * (torch.rand(ROWS, 12) < 0.15)

# One row counts for nothing.
ROW_WEIGHTS = as_float(torch.rand(ROWS) * 3)
ROW_WEIGHTS[7] = 0


def targets_of(name):
    return CLASSES[name] if name in CLASSES else NUMBERS[name]


def balanced_weights(name):
    """Of n rows, n_k of them in class k, n / (K n_k); of labels that do not exclude each other, (n - n_k) / n_k."""
    if name in CLASSES:
        counts = torch.bincount(CLASSES[name])
        return [hyper((ROWS / (len(counts) * count)).item()) for count in counts]
    return [hyper(((ROWS - count) / count).item()) for count in NUMBERS[name].sum(0)]


def document():
    return {
        "batchSize": BATCH,
        "epochs": EPOCHS,
        "features": {name: shortest(features.tolist()) for name, features in FEATURES.items()},
        "classes": {name: labels.tolist() for name, labels in CLASSES.items()},
        "numbers": {name: shortest(numbers.tolist()) for name, numbers in NUMBERS.items()},
        "rowWeights": shortest(ROW_WEIGHTS.tolist()),
    }
