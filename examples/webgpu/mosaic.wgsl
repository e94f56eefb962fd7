// Pictures of unseen images: what the model sees, what is true, what it says, and where it is right and wrong.

@group(0) @binding(0) var<storage, read> images: array<f32>;
@group(0) @binding(1) var<storage, read> masks: array<u32>;
@group(0) @binding(2) var<storage, read> logits: array<f32>;
@group(0) @binding(3) var<storage, read_write> colours: array<u32>; // [kind of picture][image][y][x], red in the low byte

const night = vec3f(0.07, 0.09, 0.13);
const right = vec3f(0.18, 0.78, 0.66);
const missed = vec3f(1.0, 0.66, 0.2);
const extra = vec3f(0.93, 0.32, 0.5);

fn packed(colour: vec3f) -> u32 {
  return pack4x8unorm(vec4f(colour, 1));
}

/// A thread for each pixel.
@compute @workgroup_size(64)
fn mosaic(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let count = arrayLength(&colours) / 4;
  if (k >= count) { return; }
  let grey = vec3f(images[k]);
  let truth = masks[k] == 1;
  let says = logits[k] > 0;
  let probability = 1 / (1 + exp(-clamp(logits[k], -30, 30))); // exp(88.8) would be infinite
  let found = select(missed, right, says);
  let empty = select(0.45 * grey, extra, says);
  colours[k] = packed(grey);
  colours[count + k] = packed(select(night, right, truth));
  colours[2 * count + k] = packed(mix(night, right, probability));
  colours[3 * count + k] = packed(select(empty, found, truth));
}
