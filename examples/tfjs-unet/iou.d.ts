import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Shapes } from './data.js';

export function iou(model: LayersModel, data: Shapes): number;
