// Runs ONNX files in ONNX Runtime: node run_onnxruntime.js FOLDER CASES RESULTS. FOLDER has the node_modules; CASES and
// RESULTS are the JSON that ForeignRuntime.cs writes and reads.
'use strict';
const fs = require('fs');
const [folder, casesPath, resultsPath] = process.argv.slice(2);
const ort = require(require.resolve('onnxruntime-node', { paths: [folder] }));

const arrays = {
  float32: data => Float32Array.from(data),
  int64: data => BigInt64Array.from(data, BigInt),
  bool: data => Uint8Array.from(data, value => value ? 1 : 0),
  string: data => data,
};
const toTensor = ({ type, dims, data }) => new ort.Tensor(type, arrays[type](data), dims);
const fromTensor = ({ type, dims, data }) => ({
  type,
  dims,
  data: Array.from(data, value => type === 'bool' ? value !== 0 : type === 'string' ? value : Number(value)),
});
const mapValues = (object, f) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, f(value)]));

async function main() {
  const results = [];
  for (const { model, inputs } of JSON.parse(fs.readFileSync(casesPath, 'utf8'))) {
    const session = await ort.InferenceSession.create(model);
    results.push(mapValues(await session.run(mapValues(inputs, toTensor)), fromTensor));
    await session.release();
  }
  fs.writeFileSync(resultsPath, JSON.stringify(results));
}

main().catch(error => { console.error(error); process.exit(1); });
