"""Loads networks that NetworkFile has saved into modules of PyTorch and runs them.

    python3 load_in_pytorch.py README.md RUN.json

README.md has the Python code that users are shown, which is run as it stands, in the folder of digits.safetensors.
RUN.json has the rows, and is overwritten with the outputs for them.
"""
import json
import os
import re
import struct
import sys
import types

import torch


def load_file(path):
    """What safetensors.torch.load_file returns, for tensors of float, where that package is not installed."""
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        values = bytearray(file.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        tensors[name] = torch.frombuffer(values[begin:end], dtype=torch.float32).reshape(entry["shape"])
    return tensors


try:
    import safetensors.torch
except ImportError:
    sys.modules["safetensors"] = types.ModuleType("safetensors")
    sys.modules["safetensors.torch"] = types.ModuleType("safetensors.torch")
    sys.modules["safetensors.torch"].load_file = load_file


class NormalizedMlp(torch.nn.Module):
    """A hidden layer that is normalized, as BatchNorm1d, under the names that it has without Network.Fold: the bias of
    the normalization is layers.0.bias."""

    def __init__(self, inputs, units, outputs):
        super().__init__()
        self.hidden = torch.nn.Linear(inputs, units, bias=False)
        self.norm = torch.nn.BatchNorm1d(units)
        self.output = torch.nn.Linear(units, outputs)

    def load(self, tensors):
        names = {
            "hidden.weight": "layers.0.weight",
            "norm.weight": "layers.0.norm.weight",
            "norm.bias": "layers.0.bias",
            "norm.running_mean": "layers.0.norm.running_mean",
            "norm.running_var": "layers.0.norm.running_var",
            "output.weight": "layers.1.weight",
            "output.bias": "layers.1.bias",
        }
        assert set(names.values()) == set(tensors)
        state = {mine: tensors[theirs] for mine, theirs in names.items()}
        self.load_state_dict({**state, "norm.num_batches_tracked": torch.tensor(0)})

    def forward(self, x):
        return torch.softmax(self.output(torch.nn.functional.silu(self.norm(self.hidden(x)))), dim=1)


readme_path, run_path = (os.path.abspath(path) for path in sys.argv[1:])
with open(readme_path, encoding="utf-8") as file:
    shown, = re.findall(r"^```python\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
with open(run_path, encoding="utf-8") as file:
    run = json.load(file)
os.chdir(os.path.dirname(run_path))

names = {}
exec(shown, names)
features = torch.tensor(run["features"]).reshape(-1, 64)
with torch.no_grad():
    folded = names["network"].eval()(features)
    network = NormalizedMlp(64, 12, 3)
    network.load(load_file("normalized.safetensors"))
    normalized = network.eval()(features)
with open(run_path, "w", encoding="utf-8") as file:
    json.dump({"folded": folded.flatten().tolist(), "normalized": normalized.flatten().tolist()}, file)
