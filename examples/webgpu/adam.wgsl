// Adam (Kingma and Ba, 2015): a thread for each weight.

struct Step {
  rate: f32,
  meanCorrection: f32, // 1 / (1 - beta1^t)
  squareCorrection: f32, // 1 / (1 - beta2^t)
}

override beta1: f32;
override beta2: f32;

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read_write> weights: array<f32>;
@group(0) @binding(2) var<storage, read> slopes: array<f32>; // [image][weight]
@group(0) @binding(3) var<storage, read_write> moments: array<vec2f>; // running means of the slope and of its square

@compute @workgroup_size(64)
fn adam(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let count = arrayLength(&weights);
  if (k >= count) { return; }
  var slope = 0.0;
  for (var at = k; at < arrayLength(&slopes); at += count) { slope += slopes[at]; }
  let moment = mix(vec2f(slope, slope * slope), moments[k], vec2f(beta1, beta2));
  moments[k] = moment;
  let mean = moment.x * step.meanCorrection;
  let square = moment.y * step.squareCorrection;
  weights[k] -= step.rate * mean / (sqrt(square) + 1e-8);
}
