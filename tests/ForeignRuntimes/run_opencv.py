"""Runs ONNX files in the dnn module of OpenCV: python3 run_opencv.py CASES RESULTS, the JSON that ForeignRuntime.cs
writes and reads. Models must have one input and one output."""
import json
import math
import sys

import cv2
import numpy

cases_path, results_path = sys.argv[1:]
results = []
with open(cases_path, encoding="utf-8") as file:
    cases = json.load(file)
for case in cases:
    net = cv2.dnn.readNetFromONNX(case["model"])
    (name, tensor), = case["inputs"].items()
    net.setInput(numpy.array(tensor["data"], numpy.float32).reshape(tensor["dims"]), name)
    output = net.forward()
    name, = net.getUnconnectedOutLayersNames()
    data = [value if math.isfinite(value) else None for value in output.flatten().tolist()]
    results.append({name: {"type": "float32", "dims": output.shape, "data": data}})
with open(results_path, "w", encoding="utf-8") as file:
    json.dump(results, file)
