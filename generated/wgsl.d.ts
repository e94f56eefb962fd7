/**
 * Every loss and metric of lossc's standard library, compiled for WebGPU, shaders included.
 * Bundlers keep those that are used. Made by lossc; do not edit.
 */
/** Asymmetric unified focal loss: only the background is turned down, only the foreground is pressed on. See docs/losses/asymmetric_unified_focal.md. */
export * as asymmetric_unified_focal from './compound/asymmetric_unified_focal.webgpu.js';
/** Attention U-Net: soft Dice of every image and class. See docs/losses/attention_unet.md. */
export * as attention_unet from './recipes/attention_unet/attention_unet.webgpu.js';
/** Balanced cross-entropy from logits: in every image foreground and background weigh the same. See docs/losses/balanced_bce.md. */
export * as balanced_bce from './distribution/balanced_bce.webgpu.js';
/** Balanced cross-entropy from logits, where the shares are taken over the batch. See docs/losses/balanced_bce_batch.md. */
export * as balanced_bce_batch from './distribution/balanced_bce_batch.webgpu.js';
/** Balanced cross-entropy from probabilities: in every image foreground and background weigh the same. See docs/losses/balanced_bce_prob.md. */
export * as balanced_bce_prob from './distribution/balanced_bce_prob.webgpu.js';
/** Balanced cross-entropy of several classes: in every image each class that is present weighs the same. See docs/losses/balanced_ce.md. */
export * as balanced_ce from './distribution/balanced_ce.webgpu.js';
/** Binary cross-entropy from logits, averaged over every pixel. See docs/losses/bce.md. */
export * as bce from './distribution/bce.webgpu.js';
/** BCE-Dice: binary cross-entropy finds the pixels, Dice the region. See docs/losses/bce_dice.md. */
export * as bce_dice from './compound/bce_dice.webgpu.js';
/** Binary cross-entropy with a weight for every pixel, which a weight of 0 leaves out altogether. See docs/losses/bce_masked.md. */
export * as bce_masked from './distribution/bce_masked.webgpu.js';
/** Binary cross-entropy from probabilities, averaged over every pixel. See docs/losses/bce_prob.md. */
export * as bce_prob from './distribution/bce_prob.webgpu.js';
/** Binary cross-entropy with smoothed labels: the target moves from 0 and 1 towards one half. See docs/losses/bce_smoothed.md. */
export * as bce_smoothed from './distribution/bce_smoothed.webgpu.js';
/** Binary cross-entropy against a soft target, averaged over every pixel. See docs/losses/bce_soft.md. */
export * as bce_soft from './distribution/bce_soft.webgpu.js';
/** Boundary loss: the prediction is summed over the signed distance to the target's border. See docs/losses/boundary.md. */
export * as boundary from './boundary/boundary.webgpu.js';
/** Boundary loss of several classes without the background, class 0, from logits. See docs/losses/boundary_multiclass.md. */
export * as boundary_multiclass from './boundary/boundary_multiclass.webgpu.js';
/** Complete IoU loss of boxes in the plane: the difference of their shapes is added too. See docs/losses/box_ciou.md. */
export * as box_ciou from './boxes/box_ciou.webgpu.js';
/** Distance IoU loss of boxes: the distance of the centres is added. See docs/losses/box_diou.md. */
export * as box_diou from './boxes/box_diou.webgpu.js';
/** Generalised IoU loss of boxes: the empty part of their hull draws apart boxes together. See docs/losses/box_giou.md. */
export * as box_giou from './boxes/box_giou.webgpu.js';
/** IoU loss of boxes: one minus intersection over union, averaged over the boxes. See docs/losses/box_iou.md. */
export * as box_iou from './boxes/box_iou.webgpu.js';
/** Cross-entropy from logits, averaged over the pixels that have a class. See docs/losses/ce.md. */
export * as ce from './distribution/ce.webgpu.js';
/** CE-Dice: cross-entropy of several classes with the Dice loss of each class. See docs/losses/ce_dice.md. */
export * as ce_dice from './compound/ce_dice.webgpu.js';
/** Cross-entropy from logits, summed over the pixels that have a class and divided by all of them. See docs/losses/ce_mmseg.md. */
export * as ce_mmseg from './distribution/ce_mmseg.webgpu.js';
/** Cross-entropy with a weight for every pixel, as U-Net draws borders between touching cells. See docs/losses/ce_pixel_weighted.md. */
export * as ce_pixel_weighted from './distribution/ce_pixel_weighted.webgpu.js';
/** Cross-entropy from class probabilities, averaged over the pixels that have a class. See docs/losses/ce_prob.md. */
export * as ce_prob from './distribution/ce_prob.webgpu.js';
/** Cross-entropy with smoothed labels: a share of every target is spread evenly over all classes. See docs/losses/ce_smoothed.md. */
export * as ce_smoothed from './distribution/ce_smoothed.webgpu.js';
/** Cross-entropy against soft targets, averaged over every pixel. See docs/losses/ce_soft.md. */
export * as ce_soft from './distribution/ce_soft.webgpu.js';
/** Cross-entropy from logits, summed over the pixels that have a class. See docs/losses/ce_sum.md. */
export * as ce_sum from './distribution/ce_sum.webgpu.js';
/** Charbonnier loss: the absolute error, rounded off at 0. See docs/losses/charbonnier.md. */
export * as charbonnier from './regression/charbonnier.webgpu.js';
/** Share of each class among the pixels. See docs/losses/class_share.md. */
export * as class_share from './weights/class_share.webgpu.js';
/** Combo loss from logits: a weighted cross-entropy minus the Dice coefficient. See docs/losses/combo.md. */
export * as combo from './compound/combo.webgpu.js';
/** Combo loss from probabilities: a weighted cross-entropy minus the Dice coefficient. See docs/losses/combo_prob.md. */
export * as combo_prob from './compound/combo_prob.webgpu.js';
/** DeepLab with the focal loss, as surveys list it. See docs/losses/deeplab_focal.md. */
export * as deeplab_focal from './recipes/deeplab/deeplab_focal.webgpu.js';
/** DeepLab v2: cross-entropy at three scales and of their maximum, summed. See docs/losses/deeplab_v2.md. */
export * as deeplab_v2 from './recipes/deeplab/deeplab_v2.webgpu.js';
/** DeepLab v3 and v3+: cross-entropy over the pixels that have a class. See docs/losses/deeplab_v3.md. */
export * as deeplab_v3 from './recipes/deeplab/deeplab_v3.webgpu.js';
/** Soft Dice loss: one minus the Dice coefficient, per image, averaged over the batch. See docs/losses/dice.md. */
export * as dice from './region/dice.webgpu.js';
/** Soft Dice loss over the batch as one region, instead of per image. See docs/losses/dice_batch.md. */
export * as dice_batch from './region/dice_batch.webgpu.js';
/** MONAI's `DiceCELoss(softmax=True, to_onehot_y=True)`: the sum of both. See docs/losses/dice_ce_monai.md. */
export * as dice_ce_monai from './ports/dice_ce_monai.webgpu.js';
/** nnU-Net's default, `DC_and_CE_loss`: cross-entropy and minus the Dice coefficient. See docs/losses/dice_ce_nnunet.md. */
export * as dice_ce_nnunet from './ports/dice_ce_nnunet.webgpu.js';
/** Dice coefficient of the thresholded mask, per image, averaged over the batch. See docs/losses/dice_coefficient.md. */
export * as dice_coefficient from './metrics/dice_coefficient.webgpu.js';
/** Dice-focal: the Dice loss of the region with the focal loss of its pixels. See docs/losses/dice_focal.md. */
export * as dice_focal from './compound/dice_focal.webgpu.js';
/** Dice-focal of several classes. See docs/losses/dice_focal_multiclass.md. */
export * as dice_focal_multiclass from './compound/dice_focal_multiclass.webgpu.js';
/** Soft Dice loss of several classes without the background, class 0, from logits. See docs/losses/dice_foreground.md. */
export * as dice_foreground from './region/dice_foreground.webgpu.js';
/** Keras's `Dice()`: everything is one region, the batch and all classes, from probabilities. See docs/losses/dice_keras.md. */
export * as dice_keras from './ports/dice_keras.webgpu.js';
/** Kornia's `dice_loss(average="macro")`: per image and class, smoothing below only. See docs/losses/dice_kornia.md. */
export * as dice_kornia from './ports/dice_kornia.webgpu.js';
/** Soft Dice loss from logits, per image, averaged over the batch. See docs/losses/dice_logits.md. */
export * as dice_logits from './region/dice_logits.webgpu.js';
/** Soft Dice loss with a mask of the pixels that count, per image, averaged over the batch. See docs/losses/dice_masked.md. */
export * as dice_masked from './region/dice_masked.webgpu.js';
/** The `DiceLoss` of mmsegmentation 1.x: squares below, all classes of an image are one region. See docs/losses/dice_mmseg.md. */
export * as dice_mmseg from './ports/dice_mmseg.webgpu.js';
/** MONAI's `DiceLoss(softmax=True, to_onehot_y=True)`: per image and class. See docs/losses/dice_monai.md. */
export * as dice_monai from './ports/dice_monai.webgpu.js';
/** Soft Dice loss of several classes from logits, per image and class, averaged over both. See docs/losses/dice_multiclass.md. */
export * as dice_multiclass from './region/dice_multiclass.webgpu.js';
/** Soft Dice loss of several classes over the batch as one region per class, from logits. See docs/losses/dice_multiclass_batch.md. */
export * as dice_multiclass_batch from './region/dice_multiclass_batch.webgpu.js';
/** Soft Dice loss of several classes from probabilities, per image and class, averaged over both. See docs/losses/dice_multiclass_prob.md. */
export * as dice_multiclass_prob from './region/dice_multiclass_prob.webgpu.js';
/** nnU-Net's soft Dice loss: minus the coefficient of each image and class but the background. See docs/losses/dice_nnunet.md. */
export * as dice_nnunet from './ports/dice_nnunet.webgpu.js';
/** nnU-Net's soft Dice loss with `batch_dice`: the sums are taken over the batch. See docs/losses/dice_nnunet_batch.md. */
export * as dice_nnunet_batch from './ports/dice_nnunet_batch.webgpu.js';
/** Soft Dice loss of the classes that an image has: absent classes leave its mean. From logits. See docs/losses/dice_present.md. */
export * as dice_present from './region/dice_present.webgpu.js';
/** SegLossOdyssey's `SoftDiceLoss`: minus the coefficient of each image and class. See docs/losses/dice_seglossodyssey.md. */
export * as dice_seglossodyssey from './ports/dice_seglossodyssey.webgpu.js';
/** The `DiceLoss(mode="multiclass")` of segmentation_models.pytorch since 0.4: over the batch, absent classes cost 0. See docs/losses/dice_smp.md. */
export * as dice_smp from './ports/dice_smp.webgpu.js';
/** Dice loss for soft targets: the overlap is measured by distance, so that the minimum is at p = y. See docs/losses/dice_soft.md. */
export * as dice_soft from './overlap/dice_soft.webgpu.js';
/** The `DiceLoss(mode="multiclass")` of pytorch-toolbelt, and of older segmentation_models.pytorch. See docs/losses/dice_toolbelt.md. */
export * as dice_toolbelt from './ports/dice_toolbelt.webgpu.js';
/** Distillation: the divergence from a teacher's distribution, both softened by a temperature. See docs/losses/distillation.md. */
export * as distillation from './robust/distillation.webgpu.js';
/** DPT for segmentation: cross-entropy, and 0.2 of it for an auxiliary head. See docs/losses/dpt.md. */
export * as dpt from './recipes/dpt/dpt.webgpu.js';
/** DPT for depth, when it is tuned on one data set: the absolute error where the depth is known. See docs/losses/dpt_depth.md. */
export * as dpt_depth from './recipes/dpt/dpt_depth.webgpu.js';
/** Class-balanced weights by the effective number of samples. See docs/losses/effective_number_weight.md. */
export * as effective_number_weight from './weights/effective_number_weight.webgpu.js';
/** ENet: cross-entropy with class weights that are bounded for rare classes. See docs/losses/enet.md. */
export * as enet from './recipes/enet/enet.webgpu.js';
/** ENet with the focal loss, as surveys list it, and with its class weights. See docs/losses/enet_focal.md. */
export * as enet_focal from './recipes/enet/enet_focal.webgpu.js';
/** The class weights of ENet: gentler than inverse frequencies. See docs/losses/enet_weight.md. */
export * as enet_weight from './weights/enet_weight.webgpu.js';
/** Entropy of the prediction, which needs no target: small where the model is sure. See docs/losses/entropy.md. */
export * as entropy from './robust/entropy.webgpu.js';
/** Exponential logarithmic loss: powers of the logarithms of Dice and of probability, for very small classes. See docs/losses/exponential_log.md. */
export * as exponential_log from './compound/exponential_log.webgpu.js';
/** Asymmetric similarity loss: one minus the F score, in which recall counts β times as much. See docs/losses/f_beta.md. */
export * as f_beta from './overlap/f_beta.webgpu.js';
/** F score of the thresholded mask over the batch: precision and recall in one number. See docs/losses/f_score.md. */
export * as f_score from './metrics/f_score.webgpu.js';
/** FCN: cross-entropy of the upsampled scores, summed over the pixels, not averaged. See docs/losses/fcn.md. */
export * as fcn from './recipes/fcn/fcn.webgpu.js';
/** Focal loss from logits: cross-entropy in which a pixel counts less the surer it is right. See docs/losses/focal.md. */
export * as focal from './focal/focal.webgpu.js';
/** Focal loss of several classes, from logits. See docs/losses/focal_multiclass.md. */
export * as focal_multiclass from './focal/focal_multiclass.webgpu.js';
/** Focal loss of several classes, from class probabilities. See docs/losses/focal_multiclass_prob.md. */
export * as focal_multiclass_prob from './focal/focal_multiclass_prob.webgpu.js';
/** Focal loss of classes that do not exclude each other, each with its own foreground weight, from logits. See docs/losses/focal_multilabel.md. */
export * as focal_multilabel from './focal/focal_multilabel.webgpu.js';
/** Focal loss from probabilities: cross-entropy in which a pixel counts less the surer it is right. See docs/losses/focal_prob.md. */
export * as focal_prob from './focal/focal_prob.webgpu.js';
/** Torchvision's `sigmoid_focal_loss(reduction="mean")`, for one foreground class. See docs/losses/focal_torchvision.md. */
export * as focal_torchvision from './ports/focal_torchvision.webgpu.js';
/** Focal Tversky loss: a power below 1 of the Tversky loss presses on regions that are nearly right. See docs/losses/focal_tversky.md. */
export * as focal_tversky from './region/focal_tversky.webgpu.js';
/** Focal Tversky loss from logits, per image, averaged over the batch. See docs/losses/focal_tversky_logits.md. */
export * as focal_tversky_logits from './region/focal_tversky_logits.webgpu.js';
/** Focal Tversky loss of several classes from logits, per image and class, averaged over both. See docs/losses/focal_tversky_multiclass.md. */
export * as focal_tversky_multiclass from './region/focal_tversky_multiclass.webgpu.js';
/** Intersection over union in which each class weighs by its pixels, over the batch. See docs/losses/frequency_weighted_iou.md. */
export * as frequency_weighted_iou from './metrics/frequency_weighted_iou.webgpu.js';
/** Generalised cross-entropy: between cross-entropy (q → 0) and mean absolute error (q = 1). See docs/losses/generalised_ce.md. */
export * as generalised_ce from './robust/generalised_ce.webgpu.js';
/** Generalised Dice loss from logits: classes weigh by the inverse square of their size, per image. See docs/losses/generalised_dice.md. */
export * as generalised_dice from './region/generalised_dice.webgpu.js';
/** Generalised Dice with focal loss. See docs/losses/generalised_dice_focal.md. */
export * as generalised_dice_focal from './compound/generalised_dice_focal.webgpu.js';
/** MONAI's `GeneralizedDiceLoss(softmax=True, to_onehot_y=True)`: an absent class weighs as the smallest one. See docs/losses/generalised_dice_monai.md. */
export * as generalised_dice_monai from './ports/generalised_dice_monai.webgpu.js';
/** Generalised Dice loss from probabilities: classes weigh by the inverse square of their size, per image. See docs/losses/generalised_dice_prob.md. */
export * as generalised_dice_prob from './region/generalised_dice_prob.webgpu.js';
/** Generalised Wasserstein Dice loss: mistaking a class for a near one costs less than for a far one. See docs/losses/generalised_wasserstein_dice.md. */
export * as generalised_wasserstein_dice from './overlap/generalised_wasserstein_dice.webgpu.js';
/** Hausdorff distance loss by distance transforms: squared errors, weighed by how far out they are. See docs/losses/hausdorff_dt.md. */
export * as hausdorff_dt from './boundary/hausdorff_dt.webgpu.js';
/** HRNet: cross-entropy with class weights. See docs/losses/hrnet.md. */
export * as hrnet from './recipes/hrnet/hrnet.webgpu.js';
/** HRNet with the focal loss, as surveys list it, and with its class weights. See docs/losses/hrnet_focal.md. */
export * as hrnet_focal from './recipes/hrnet/hrnet_focal.webgpu.js';
/** HRNet with OCR: the same loss for the final and, with less weight, for the coarse prediction. See docs/losses/hrnet_ocr.md. */
export * as hrnet_ocr from './recipes/hrnet/hrnet_ocr.webgpu.js';
/** Huber loss: a parabola for errors up to δ, a line of slope δ beyond. See docs/losses/huber.md. */
export * as huber from './regression/huber.webgpu.js';
/** Inverse class frequencies, scaled so that even classes weigh 1. See docs/losses/inverse_frequency.md. */
export * as inverse_frequency from './weights/inverse_frequency.webgpu.js';
/** Intersection over union of the thresholded mask, per image, averaged over the batch. See docs/losses/iou.md. */
export * as iou from './metrics/iou.webgpu.js';
/** Jaccard (IoU) loss: one minus the Jaccard index, per image, averaged over the batch. See docs/losses/jaccard.md. */
export * as jaccard from './region/jaccard.webgpu.js';
/** Jaccard (IoU) loss from logits, per image, averaged over the batch. See docs/losses/jaccard_logits.md. */
export * as jaccard_logits from './region/jaccard_logits.webgpu.js';
/** MONAI's `DiceLoss(softmax=True, to_onehot_y=True, jaccard=True)`: per image and class. See docs/losses/jaccard_monai.md. */
export * as jaccard_monai from './ports/jaccard_monai.webgpu.js';
/** Jaccard (IoU) loss of several classes from logits, per image and class, averaged over both. See docs/losses/jaccard_multiclass.md. */
export * as jaccard_multiclass from './region/jaccard_multiclass.webgpu.js';
/** The `JaccardLoss(mode="multiclass")` of segmentation_models.pytorch: over the batch, absent classes cost 0. See docs/losses/jaccard_smp.md. */
export * as jaccard_smp from './ports/jaccard_smp.webgpu.js';
/** Jaccard loss for soft targets: the overlap is measured by distance, so that the minimum is at p = y. See docs/losses/jaccard_soft.md. */
export * as jaccard_soft from './overlap/jaccard_soft.webgpu.js';
/** Mean absolute error. See docs/losses/l1.md. */
export * as l1 from './regression/l1.webgpu.js';
/** Mean absolute error with a weight for each element. See docs/losses/l1_masked.md. */
export * as l1_masked from './regression/l1_masked.webgpu.js';
/** Mean squared error. See docs/losses/l2.md. */
export * as l2 from './regression/l2.webgpu.js';
/** Log-cosh Dice loss: the Dice loss, smoothed where it is small, per image, averaged over the batch. See docs/losses/log_cosh_dice.md. */
export * as log_cosh_dice from './region/log_cosh_dice.webgpu.js';
/** Log-cosh Dice loss from logits, per image, averaged over the batch. See docs/losses/log_cosh_dice_logits.md. */
export * as log_cosh_dice_logits from './region/log_cosh_dice_logits.webgpu.js';
/** Log-cosh Dice loss of several classes from logits, per image and class, averaged over both. See docs/losses/log_cosh_dice_multiclass.md. */
export * as log_cosh_dice_multiclass from './region/log_cosh_dice_multiclass.webgpu.js';
/** Log-cosh loss: like a parabola near 0, like the absolute error far out. See docs/losses/log_cosh_error.md. */
export * as log_cosh_error from './regression/log_cosh_error.webgpu.js';
/** Logarithmic Dice loss: minus the logarithm of the Dice coefficient, steep where nothing overlaps. See docs/losses/log_dice.md. */
export * as log_dice from './overlap/log_dice.webgpu.js';
/** Logarithmic Hausdorff distance loss: distances in pixels, brought to the size of other losses. See docs/losses/log_hausdorff_dt.md. */
export * as log_hausdorff_dt from './boundary/log_hausdorff_dt.webgpu.js';
/** Logarithmic Jaccard loss: minus the logarithm of the Jaccard index. See docs/losses/log_jaccard.md. */
export * as log_jaccard from './overlap/log_jaccard.webgpu.js';
/** Mask2Former: classes of all queries, cross-entropy and Dice of the matched masks on sampled points. See docs/losses/mask2former.md. */
export * as mask2former from './recipes/mask2former/mask2former.webgpu.js';
/** Binary cross-entropy of the matched masks: the mean over the points of each, then over the masks. See docs/losses/mask_bce.md. */
export * as mask_bce from './set/mask_bce.webgpu.js';
/** Cross-entropy of the queries' classes, where "no object", the last class, weighs less. See docs/losses/mask_class.md. */
export * as mask_class from './set/mask_class.webgpu.js';
/** Mask classification, as MaskFormer is trained: classes of all queries, masks of the matched ones. See docs/losses/mask_classification.md. */
export * as mask_classification from './set/mask_classification.webgpu.js';
/** Dice loss of the matched masks, averaged over them. See docs/losses/mask_dice.md. */
export * as mask_dice from './set/mask_dice.webgpu.js';
/** Focal loss of the matched masks: the mean over the pixels of each, then over the matched masks. See docs/losses/mask_focal.md. */
export * as mask_focal from './set/mask_focal.webgpu.js';
/** The heads of Mask R-CNN: class of every region, box and mask of the regions that have a true class. See docs/losses/mask_rcnn.md. */
export * as mask_rcnn from './recipes/mask_rcnn/mask_rcnn.webgpu.js';
/** MaskFormer: mask classification with the final queries and those of every earlier decoder layer. See docs/losses/maskformer.md. */
export * as maskformer from './recipes/maskformer/maskformer.webgpu.js';
/** Matthews correlation loss: true negatives count too, so a mostly empty image is not easy. See docs/losses/matthews.md. */
export * as matthews from './overlap/matthews.webgpu.js';
/** Mean accuracy: the share of each class's pixels that got it, averaged over the classes there are. See docs/losses/mean_accuracy.md. */
export * as mean_accuracy from './metrics/mean_accuracy.webgpu.js';
/** Mean Dice coefficient of the classes, over the batch. See docs/losses/mean_dice.md. */
export * as mean_dice from './metrics/mean_dice.webgpu.js';
/** Mean intersection over union of the classes, over the batch. See docs/losses/mean_iou.md. */
export * as mean_iou from './metrics/mean_iou.webgpu.js';
/** nnU-Net: cross-entropy minus the Dice coefficient, at three resolutions. See docs/losses/nnunet.md. */
export * as nnunet from './recipes/nnunet/nnunet.webgpu.js';
/** Noise-robust Dice loss: a power between absolute and squared errors above, squares below. See docs/losses/noise_robust_dice.md. */
export * as noise_robust_dice from './overlap/noise_robust_dice.webgpu.js';
/** Normalised focal loss from logits: divided by the sum of the focal factors, so that its size stays. See docs/losses/normalised_focal.md. */
export * as normalised_focal from './focal/normalised_focal.webgpu.js';
/** Panoptic FPN: the heads of Mask R-CNN for things, half a cross-entropy for stuff. See docs/losses/panoptic_fpn.md. */
export * as panoptic_fpn from './recipes/panoptic_fpn/panoptic_fpn.webgpu.js';
/** The stuff branch of Panoptic FPN with the focal loss, as surveys list it; add it to `mask_rcnn`. See docs/losses/panoptic_fpn_stuff_focal.md. */
export * as panoptic_fpn_stuff_focal from './recipes/panoptic_fpn/panoptic_fpn_stuff_focal.webgpu.js';
/** Panoptic quality: how well the matched segments fit, times how many match; averaged over the classes. See docs/losses/panoptic_quality.md. */
export * as panoptic_quality from './panoptic/panoptic_quality.webgpu.js';
/** Penalty generalised Dice loss: the generalised Dice loss, bent so that its end is steeper. See docs/losses/penalty_generalised_dice.md. */
export * as penalty_generalised_dice from './overlap/penalty_generalised_dice.webgpu.js';
/** Pixel accuracy: the share of the pixels that got their class. See docs/losses/pixel_accuracy.md. */
export * as pixel_accuracy from './metrics/pixel_accuracy.webgpu.js';
/** Poly-1: cross-entropy with its first-order term turned up. See docs/losses/poly1.md. */
export * as poly1 from './robust/poly1.webgpu.js';
/** Poly-1 for one foreground class. See docs/losses/poly1_binary.md. */
export * as poly1_binary from './robust/poly1_binary.webgpu.js';
/** Precision: the share of the predicted foreground that is foreground, over the batch. See docs/losses/precision.md. */
export * as precision from './metrics/precision.webgpu.js';
/** How often a class fills the images that have it: the frequency of SegNet's median-frequency weights. See docs/losses/presence_frequency.md. */
export * as presence_frequency from './weights/presence_frequency.webgpu.js';
/** Pseudo-Huber loss: a smooth curve from a parabola to lines of slope δ. See docs/losses/pseudo_huber.md. */
export * as pseudo_huber from './regression/pseudo_huber.webgpu.js';
/** PSPNet: cross-entropy, and 0.4 of it for an auxiliary head on the fourth stage. See docs/losses/pspnet.md. */
export * as pspnet from './recipes/pspnet/pspnet.webgpu.js';
/** PSPNet with the focal loss, as surveys list it. See docs/losses/pspnet_focal.md. */
export * as pspnet_focal from './recipes/pspnet/pspnet_focal.webgpu.js';
/** Quality focal loss from logits: the focal idea for a soft target, which the factor draws towards. See docs/losses/quality_focal.md. */
export * as quality_focal from './focal/quality_focal.webgpu.js';
/** Recall (sensitivity): the share of the foreground that was predicted, over the batch. See docs/losses/recall.md. */
export * as recall from './metrics/recall.webgpu.js';
/** Recognition quality: the F score of the segments found, averaged over the classes. See docs/losses/recognition_quality.md. */
export * as recognition_quality from './panoptic/recognition_quality.webgpu.js';
/** Reduced focal loss from logits: hard pixels keep their whole cross-entropy. See docs/losses/reduced_focal.md. */
export * as reduced_focal from './focal/reduced_focal.webgpu.js';
/** The region proposals of Mask R-CNN: is there an object, and where is its box. See docs/losses/region_proposal.md. */
export * as region_proposal from './recipes/mask_rcnn/region_proposal.webgpu.js';
/** Scale-invariant logarithmic error of depth, per image, averaged over the batch. See docs/losses/scale_invariant_log.md. */
export * as scale_invariant_log from './regression/scale_invariant_log.webgpu.js';
/** SegFormer: cross-entropy over all pixels, with no auxiliary head, no hard-pixel mining and no class weights. See docs/losses/segformer.md. */
export * as segformer from './recipes/segformer/segformer.webgpu.js';
/** SegFormer with the focal loss, as surveys list it. See docs/losses/segformer_focal.md. */
export * as segformer_focal from './recipes/segformer/segformer_focal.webgpu.js';
/** Number of matched pairs of each class: its true positives. See docs/losses/segment_hits.md. */
export * as segment_hits from './panoptic/segment_hits.webgpu.js';
/** IoU of every predicted with every true segment of its class where the two match, 0 elsewhere. See docs/losses/segment_match.md. */
export * as segment_match from './panoptic/segment_match.webgpu.js';
/** Number of segments of each class, predicted and true, that match nothing. See docs/losses/segment_misses.md. */
export * as segment_misses from './panoptic/segment_misses.webgpu.js';
/** Segmentation quality: the mean IoU of the matched segments, averaged over the classes. See docs/losses/segmentation_quality.md. */
export * as segmentation_quality from './panoptic/segmentation_quality.webgpu.js';
/** Segmenter: cross-entropy over the pixels that have a class. See docs/losses/segmenter.md. */
export * as segmenter from './recipes/segmenter/segmenter.webgpu.js';
/** SegNet: cross-entropy with median-frequency class weights. See docs/losses/segnet.md. */
export * as segnet from './recipes/segnet/segnet.webgpu.js';
/** Sensitivity-specificity loss: squared errors on the foreground and on the background, each by its size. See docs/losses/sensitivity_specificity.md. */
export * as sensitivity_specificity from './overlap/sensitivity_specificity.webgpu.js';
/** Smooth L1: a parabola for errors below β, of slope 1 beyond. See docs/losses/smooth_l1.md. */
export * as smooth_l1 from './regression/smooth_l1.webgpu.js';
/** Smooth L1 with a weight for each element. See docs/losses/smooth_l1_masked.md. */
export * as smooth_l1_masked from './regression/smooth_l1_masked.webgpu.js';
/** Specificity: the share of the background that was left alone, over the batch. See docs/losses/specificity.md. */
export * as specificity from './metrics/specificity.webgpu.js';
/** Squared Dice loss, as V-Net has it: squares in the denominator, per image, averaged over the batch. See docs/losses/squared_dice.md. */
export * as squared_dice from './region/squared_dice.webgpu.js';
/** Squared Dice loss from logits, per image, averaged over the batch. See docs/losses/squared_dice_logits.md. */
export * as squared_dice_logits from './region/squared_dice_logits.webgpu.js';
/** Squared Dice loss of several classes from logits, per image and class, averaged over both. See docs/losses/squared_dice_multiclass.md. */
export * as squared_dice_multiclass from './region/squared_dice_multiclass.webgpu.js';
/** Structure loss: cross-entropy and Jaccard, both with more weight near the border of the mask. See docs/losses/structure.md. */
export * as structure from './compound/structure.webgpu.js';
/** Swin with UPerNet: cross-entropy, and 0.4 of it for an auxiliary head on the third stage. See docs/losses/swin_upernet.md. */
export * as swin_upernet from './recipes/swin/swin_upernet.webgpu.js';
/** Symmetric cross-entropy: with the reverse one, in which the logarithm of an absent label is −4. See docs/losses/symmetric_ce.md. */
export * as symmetric_ce from './robust/symmetric_ce.webgpu.js';
/** TransFuse: the structure loss of the final prediction and of two earlier maps. See docs/losses/transfuse.md. */
export * as transfuse from './recipes/transfuse/transfuse.webgpu.js';
/** Tri-Net: cross-entropy and Dice of three heads that share their target. See docs/losses/trinet.md. */
export * as trinet from './recipes/trinet/trinet.webgpu.js';
/** Tversky loss: false positives and false negatives weigh differently; per image, averaged over the batch. See docs/losses/tversky.md. */
export * as tversky from './region/tversky.webgpu.js';
/** Keras's `Tversky()`: everything is one region, the batch and all classes, from probabilities. See docs/losses/tversky_keras.md. */
export * as tversky_keras from './ports/tversky_keras.webgpu.js';
/** Tversky loss from logits, per image, averaged over the batch. See docs/losses/tversky_logits.md. */
export * as tversky_logits from './region/tversky_logits.webgpu.js';
/** Tversky loss of several classes from logits, per image and class, averaged over both. See docs/losses/tversky_multiclass.md. */
export * as tversky_multiclass from './region/tversky_multiclass.webgpu.js';
/** U-Net: cross-entropy with a weight map that draws the borders between touching cells. See docs/losses/unet.md. */
export * as unet from './recipes/unet/unet.webgpu.js';
/** U-Net as it is mostly trained since: binary cross-entropy and Dice, half each. See docs/losses/unet_dice.md. */
export * as unet_dice from './recipes/unet/unet_dice.webgpu.js';
/** Symmetric unified focal loss: focal cross-entropy and focal Tversky share their three parameters. See docs/losses/unified_focal.md. */
export * as unified_focal from './compound/unified_focal.webgpu.js';
/** Weighted binary cross-entropy from logits: foreground pixels count β times. See docs/losses/weighted_bce.md. */
export * as weighted_bce from './distribution/weighted_bce.webgpu.js';
/** Binary cross-entropy of classes that do not exclude each other, each with its own foreground weight. See docs/losses/weighted_bce_multilabel.md. */
export * as weighted_bce_multilabel from './distribution/weighted_bce_multilabel.webgpu.js';
/** Weighted binary cross-entropy from probabilities: foreground pixels count β times. See docs/losses/weighted_bce_prob.md. */
export * as weighted_bce_prob from './distribution/weighted_bce_prob.webgpu.js';
/** Weighted cross-entropy from logits, divided by the sum of the weights, as PyTorch has it. See docs/losses/weighted_ce.md. */
export * as weighted_ce from './distribution/weighted_ce.webgpu.js';
/** Weighted cross-entropy from logits, divided by the number of pixels that have a class. See docs/losses/weighted_ce_mean.md. */
export * as weighted_ce_mean from './distribution/weighted_ce_mean.webgpu.js';
/** Weighted cross-entropy from logits, divided by the number of all pixels, ignored or not. See docs/losses/weighted_ce_mmseg.md. */
export * as weighted_ce_mmseg from './distribution/weighted_ce_mmseg.webgpu.js';
/** Weighted cross-entropy from class probabilities, divided by the sum of the weights. See docs/losses/weighted_ce_prob.md. */
export * as weighted_ce_prob from './distribution/weighted_ce_prob.webgpu.js';
/** Soft Dice loss of several classes, each with its own weight, from logits. See docs/losses/weighted_dice_multiclass.md. */
export * as weighted_dice_multiclass from './region/weighted_dice_multiclass.webgpu.js';
/** Focal loss of several classes, each with its own weight, from logits. See docs/losses/weighted_focal_multiclass.md. */
export * as weighted_focal_multiclass from './focal/weighted_focal_multiclass.webgpu.js';
