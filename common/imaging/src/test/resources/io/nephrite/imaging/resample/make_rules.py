"""Makes rules.npz: what nnU-Net's and ITK's rules give where rounding decides, and nnU-Net v1's order.
Independent of our code: scikit-image's resize, the published formulas, SimpleITK, and nnU-Net's own classes for regions.
Made with numpy 2.4.6, scipy 1.17.1, scikit-image 0.26.0, SimpleITK 2.5.7, nnunetv2 2.8.1, batchgenerators 0.25.5:
python make_rules.py rules.npz"""
import sys

import numpy as np
import SimpleITK as sitk
from batchgenerators.augmentations.utils import resize_segmentation
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
from nnunetv2.utilities.label_handling.label_handling import LabelManager
from skimage.transform import resize

random = np.random.RandomState(5)
out = {}


def resized(volume, shape, order):
    return resize(volume, shape, order, mode='edge', clip=True, anti_aliasing=False)


def labels_resized(labels, shape):
    """batchgenerators' resize_segmentation at order 1, as of nnU-Net v1's time: up to version 0.25.3."""
    result = np.zeros(shape, labels.dtype)
    for label in np.unique(labels):
        result[resized((labels == label).astype(float), shape, 1) >= 0.5] = label
    return result


# Shares of exactly one half beside the faces, where the two samples of the extended edge are weighed one by one.
labels = random.randint(-1, 4, (5, 3, 6)).astype(np.int8)
out['tie_labels'], out['tie_result'] = labels, labels_resized(labels, (14, 25, 28))
out['tie_highest'] = resize_segmentation(labels, (14, 25, 28), 1)

# Logits whose lead is within the rounding of half precision, in which nnU-Net keeps them also after resampling.
base = resized(random.standard_normal((2, 3, 3)), (6, 9, 8), 1) * 3
logits = np.stack([base + 0.01 * resized(random.standard_normal((3, 3, 3)), (6, 9, 8), 1) for _ in range(3)])
logits = logits.astype(np.float16)
result = np.stack([resized(c.astype(float), (13, 14, 19), 1) for c in logits])
out['half_logits'] = logits.astype(np.float32)
out['half_classes'] = result.astype(np.float16).argmax(0).astype(np.int8)
out['double_classes'] = result.argmax(0).astype(np.int8)

# Voxels that are equally near: 1 mm and 5 mm to 3.22 mm meets k + 1/2; an upsampled axis ends outside.
for name, spacing in (('thin', (1.0, 5.0, 1.0)), ('thick', (5.0, 1.0, 5.0))):
    labels = random.randint(1, 100, (100, 3, 100)).astype(np.uint8)
    image = sitk.GetImageFromArray(labels)
    image.SetSpacing(spacing[::-1])
    target = (3.22, 1.62, 3.22)
    f = sitk.ResampleImageFilter()
    f.SetOutputSpacing(target[::-1])
    f.SetSize([int(round(n * a / b)) for n, a, b in zip(labels.shape, spacing, target)][::-1])
    f.SetInterpolator(sitk.sitkNearestNeighbor)
    out[f'itk_{name}_labels'] = labels.astype(np.int8)
    out[f'itk_{name}_spacing'] = np.array(spacing)
    out[f'itk_{name}_result'] = sitk.GetArrayFromImage(f.Execute(image)).astype(np.int8)

# nnU-Net v1: crop, transpose, resample, normalise. One CT channel and one that is standardised within the mask.
image = (random.standard_normal((2, 12, 9, 5)) * 60 + 100).astype(np.float32)
image[:, :2] = 0
image[:, :, :, 4] = 0
image[:, 5:7, 0, 0] = 0
labels = random.randint(0, 3, (3, 3, 2)).repeat(4, 0).repeat(3, 1).repeat(3, 2)[:12, :9, :5].astype(np.int8)
cropped = image[:, 2:, :, :4].transpose(0, 3, 1, 2)
seg = labels[2:, :, :4].copy()
seg[(image[:, 2:, :, :4] == 0).all(0) & (seg == 0)] = -1
seg = seg.transpose(2, 0, 1)
spacing, target = np.array([4.0, 1.0, 1.2]), np.array([2.5, 1.4, 0.9])  # thick first: slice by slice
shape = [int(round(a / b * n)) for a, b, n in zip(spacing, target, seg.shape)]
nearest = np.clip(np.floor((np.arange(shape[0]) + 0.5) * seg.shape[0] / shape[0]), 0, seg.shape[0] - 1).astype(int)
data = np.stack([np.stack([resized(s.astype(float), shape[1:], 3).astype(np.float32) for s in c])[nearest]
                 for c in cropped])
new_seg = np.stack([labels_resized(s, shape[1:]) for s in seg])[nearest]
mean, std, low, high = 100.0, 40.0, 20.0, 210.0
ct = ((np.clip(data[0], low, high) - mean) / std).astype(np.float32)
inside = new_seg >= 0
standard = np.zeros_like(data[1])
standard[inside] = (data[1][inside] - data[1][inside].mean()) / (data[1][inside].std() + 1e-8)
out.update(v1_image=image, v1_labels=labels, v1_seg=new_seg.astype(np.int8), v1_data=np.stack([ct, standard]))

# Regions that overlap, painted one after another; and voxels drawn of each, more than the fewest and less.
regions = LabelManager({'background': 0, 'whole': [1, 2, 3], 'core': [3, 2], 'enhancing': 3}, [2, 1, 3])
logits = np.stack([resized(random.standard_normal((3, 4, 3)), (6, 9, 8), 1) * 5 for _ in range(3)]).astype(np.float16)
result = np.stack([resized(c.astype(float), (13, 14, 19), 1) for c in logits]).astype(np.float16)
out['region_logits'] = logits.astype(np.float32)
out['region_labels'] = regions.convert_logits_to_segmentation(result).astype(np.int8)
out['region_labels_unresampled'] = regions.convert_logits_to_segmentation(logits).astype(np.int8)
labels = random.randint(-1, 4, (24, 30, 26)).astype(np.int8)
labels[2:] = labels[2:] * (random.random_sample(labels[2:].shape) < 0.9)
locations = DefaultPreprocessor._sample_foreground_locations(labels[None], regions.foreground_regions)
out['location_labels'] = labels
for region, found in locations.items():
    out['locations_' + ''.join(map(str, np.atleast_1d(region)))] = found[:, 1:].astype(np.int16)

# Three or more labels that tie in the middle between voxels, of which the nearest may be one that lost.
corner = random.randint(-1, 4, (7, 8, 9)).astype(np.int8)
out['corner_labels'], out['corner_result'] = corner, resize_segmentation(corner, (14, 24, 18), 1)

assert (out['tie_highest'] != out['tie_result']).any()
assert len(locations[1, 2, 3]) == 10000 and len(locations[3]) < 10000
assert set(np.unique(out['region_labels'])) == {0, 1, 2, 3}
assert (out['half_classes'] != out['double_classes']).any()
assert (new_seg < 0).any()
np.savez_compressed(sys.argv[1], **out)
