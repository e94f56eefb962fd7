import type { LayersModel } from '@tensorflow/tfjs-layers';

export function unet(size: number, seed?: number): LayersModel;
