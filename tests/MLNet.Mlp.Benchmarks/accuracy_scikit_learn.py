"""The accuracy benchmark once more with scikit-learn's MLPClassifier: same data, splits and settings.

python3 accuracy_scikit_learn.py DIGITS_CSV [MNIST_FOLDER]
"""
import gzip
import os
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore", category=ConvergenceWarning)


def held_out(row_count, seed):
    """The split of AccuracyBenchmark.Split."""
    h = (np.arange(1, row_count + 1, dtype=np.uint64) * 2654435761 + (seed + 1) * 2246822519) & 0xFFFFFFFF
    h = ((h ^ (h >> np.uint64(15))) * 2246822519) & 0xFFFFFFFF
    return (h ^ (h >> np.uint64(13))) % 5 == 0


def measure(name, x, y, hidden, batch_size, epochs):
    accuracies, seconds = [], 0.0
    for seed in range(5):
        held = held_out(len(y), seed)
        model = MLPClassifier(hidden, activation="relu", solver="sgd", alpha=0, batch_size=batch_size, learning_rate_init=0.05,
                              max_iter=epochs, tol=0, n_iter_no_change=epochs, momentum=0.9, nesterovs_momentum=False,
                              random_state=seed)
        started = time.perf_counter()
        model.fit(x[~held], y[~held])
        seconds += time.perf_counter() - started
        accuracies.append(model.score(x[held], y[held]))
    print(f"{name}: accuracy {np.mean(accuracies):.4f} +- {np.std(accuracies):.4f}, {seconds / 5:.2f} s a run")


print(f"scikit-learn {sklearn.__version__}")
digits = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, dtype=np.float32)
measure("digits, 64-64-10, batch 32, 30 epochs", digits[:, :64] / 16, digits[:, 64].astype(int), (64,), 32, 30)
if len(sys.argv) > 2:
    def read(file, header):
        with gzip.open(os.path.join(sys.argv[2], file)) as f:
            return np.frombuffer(f.read(), np.uint8, offset=header)
    images = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32) / 255
    measure("MNIST 10k, 784-128-64-10, batch 64, 20 epochs", images, read("t10k-labels-idx1-ubyte.gz", 8).astype(int), (128, 64), 64, 20)
