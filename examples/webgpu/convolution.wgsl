// A convolution with zeros around the images, and its two gradients. Values lie as [image][channel][y][x], weights as
// [output][input][tap], with a bias for each output behind them. A slope is the derivative of the loss.

override size: i32; // images are size × size
override inputs: i32; // channels
override outputs: i32;
override reach: i32; // taps to each side: 1 is 3 × 3, 0 a single one
override dilation: i32; // pixels from tap to tap
override rectified: bool; // the outputs are max(0, …)
override inputsRectified: bool; // and so were the inputs

override side = 2 * reach + 1;
override taps = side * side;
override biases = outputs * inputs * taps; // where they begin

@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<storage, read> outputSlope: array<f32>; // before the max
@group(0) @binding(4) var<storage, read_write> inputSlope: array<f32>; // before the max of the layer below
@group(0) @binding(5) var<storage, read_write> weightSlope: array<f32>; // [image][weight]

fn outside(place: i32) -> bool {
  return place < 0 || place >= size;
}

/// Where the row of a channel of an image begins.
fn row(channel: i32, y: i32) -> i32 {
  return (channel * size + y) * size;
}

/// A thread for each output: x, y, and image and channel in one.
@compute @workgroup_size(8, 8)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let x = i32(id.x);
  let y = i32(id.y);
  if (outside(x) || outside(y)) { return; }
  let image = i32(id.z) / outputs;
  let channel = i32(id.z) % outputs;
  var sum = weights[biases + channel];
  var weight = channel * inputs * taps;
  for (var down = -reach; down <= reach; down++) {
    for (var across = -reach; across <= reach; across++) {
      let seenX = x + dilation * across;
      let seenY = y + dilation * down;
      if (!outside(seenX) && !outside(seenY)) {
        var at = weight;
        var seen = row(image * inputs, seenY) + seenX;
        for (var c = 0; c < inputs; c++) {
          sum += weights[at] * input[seen];
          at += taps;
          seen += size * size;
        }
      }
      weight++;
    }
  }
  output[row(i32(id.z), y) + x] = select(sum, max(sum, 0), rectified);
}

/// A thread for each input gathers from the outputs that saw it: where a tap looked to the right, they lie to the left.
@compute @workgroup_size(8, 8)
fn backwardToInput(@builtin(global_invocation_id) id: vec3u) {
  let x = i32(id.x);
  let y = i32(id.y);
  if (outside(x) || outside(y)) { return; }
  let image = i32(id.z) / inputs;
  let channel = i32(id.z) % inputs;
  var sum = 0.0;
  var weight = channel * taps;
  for (var down = -reach; down <= reach; down++) {
    for (var across = -reach; across <= reach; across++) {
      let fromX = x - dilation * across;
      let fromY = y - dilation * down;
      if (!outside(fromX) && !outside(fromY)) {
        var at = weight;
        var source = row(image * outputs, fromY) + fromX;
        for (var c = 0; c < outputs; c++) {
          sum += weights[at] * outputSlope[source];
          at += inputs * taps;
          source += size * size;
        }
      }
      weight++;
    }
  }
  let own = row(i32(id.z), y) + x;
  inputSlope[own] = select(sum, 0, inputsRectified && input[own] <= 0);
}

/// A thread for each weight and image; Adam adds up the images, always in the same order.
@compute @workgroup_size(64)
fn backwardToWeights(@builtin(global_invocation_id) id: vec3u) {
  let weight = i32(id.x);
  let image = i32(id.y);
  if (weight >= biases + outputs) { return; }
  let bias = weight >= biases;
  let channel = select(weight / (inputs * taps), weight - biases, bias);
  let c = weight / taps % inputs;
  let tap = weight % taps;
  let down = select(dilation * (tap / side - reach), 0, bias);
  let across = select(dilation * (tap % side - reach), 0, bias);
  var sum = 0.0;
  // Only the pixels from which the tap sees the image.
  for (var y = max(0, -down); y < size - max(0, down); y++) {
    let slopeRow = row(image * outputs + channel, y);
    let seenRow = row(image * inputs + c, y + down) + across;
    var rowSum = 0.0;
    for (var x = max(0, -across); x < size - max(0, across); x++) {
      rowSum += outputSlope[slopeRow + x] * select(input[seenRow + x], 1, bias);
    }
    sum += rowSum;
  }
  weightSlope[image * (biases + outputs) + weight] = sum;
}
