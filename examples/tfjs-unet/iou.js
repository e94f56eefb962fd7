/** Intersection over union of what a model says and what is true, over all pixels of a set. */
import * as tf from '@tensorflow/tfjs-core';

export function iou(model, { images, masks }) {
  return tf.tidy(() => {
    const said = tf.cast(tf.greater(model.predict(images), 0), 'float32');
    const both = tf.sum(tf.mul(said, masks)).dataSync()[0];
    const either = tf.sum(tf.maximum(said, masks)).dataSync()[0];
    return either === 0 ? 1 : both / either;
  });
}
