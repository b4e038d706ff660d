"""The sparse benchmark's case of 100,000 features with scikit-learn's MLPClassifier: one epoch of 20,000 rows with 100
non-zeros each, in CSR form, 64 hidden units, 10 classes, batch 64, SGD with momentum 0.9.

python3 sparse_scikit_learn.py
"""
import time
import warnings

import numpy as np
import scipy.sparse
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore", category=ConvergenceWarning)

ROWS, FEATURES, NON_ZEROS = 20_000, 100_000, 100
random = np.random.default_rng(1)
columns = np.concatenate([np.sort(random.choice(FEATURES, NON_ZEROS, replace=False)) for _ in range(ROWS)])
values = random.random(ROWS * NON_ZEROS, dtype=np.float32)
x = scipy.sparse.csr_matrix((values, columns, np.arange(0, len(values) + 1, NON_ZEROS)), shape=(ROWS, FEATURES))
y = random.integers(0, 10, ROWS)

model = MLPClassifier((64,), activation="relu", solver="sgd", alpha=0, batch_size=64, learning_rate_init=0.001,
                      max_iter=1, momentum=0.9, nesterovs_momentum=False, random_state=1)
started = time.perf_counter()
model.fit(x, y)
print(f"scikit-learn {sklearn.__version__}: one epoch in {time.perf_counter() - started:.2f} s")
