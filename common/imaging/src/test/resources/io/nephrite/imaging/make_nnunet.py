"""Makes small reference data with nnU-Net's own functions from synthetic numbers, for tests that need no other data:
preprocess/nnunet.npz (crop_to_nonzero), resample/nnunet.npz (resample_data_or_seg_to_shape), and in metric/nnunet label maps
with the summary.json that compute_metrics_on_folder writes for them.
Made with nnunetv2 2.8.1, numpy 2.4.6, scipy 1.17.1, scikit-image 0.26.0, SimpleITK 2.5.7: python make_nnunet.py FOLDER"""
import os
import sys

import numpy as np
import SimpleITK as sitk
from nnunetv2.evaluation.evaluate_predictions import compute_metrics_on_folder
from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
from nnunetv2.preprocessing.cropping.cropping import crop_to_nonzero
from nnunetv2.preprocessing.resampling.default_resampling import compute_new_shape, resample_data_or_seg_to_shape
from scipy.ndimage import gaussian_filter, zoom

def main(folder):
    random = np.random.RandomState(21)
    for part in ('preprocess', 'resample', 'metric/nnunet/pred', 'metric/nnunet/ref'):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    out = {}

    # Cropping: zeros around, a hole of zeros inside, and a zero at the border of the body.
    body = np.zeros((1, 7, 9, 11), np.float32)
    body[0, 2:6, 1:7, 3:10] = random.uniform(1, 50, (4, 6, 7))
    body[0, 3:5, 3:5, 5:8] = 0
    body[0, 2, 1, 3:6] = 0
    labels = (random.rand(1, 7, 9, 11) < 0.3).astype(np.int16)
    cropped, segmentation, box = crop_to_nonzero(body.copy(), labels.copy())
    out['inp'], out['seg'] = body, labels.astype(np.float32)
    out['outseg'], out['bbox'] = segmentation.astype(np.float32), np.array(box)
    np.savez_compressed(os.path.join(folder, 'preprocess', 'nnunet.npz'), **out)
    out = {}

    # Resampling: the rules of anisotropy, each on the same volume.
    volume = gaussian_filter(random.standard_normal((8, 11, 12)), 1)
    volume = (volume / volume.std() * 99).astype(np.float32)[None]
    classes = (zoom(random.rand(4, 4, 4), (2, 11 / 4, 3), order=1) * 3.99).astype(np.int8)[None].astype(np.float32)
    out['vol'], out['seg'] = volume, classes
    rules = {
        'iso': ((2, 1.5, 1.5), (1.5, 1.5, 1.1)),
        'sepz_cur': ((5, 0.8, 0.8), (3, 1.6, 1.7)),
        'sepz_new': ((1, 1, 1), (4, 1.2, 0.9)),
        'two_lowres': ((2, 2, 1), (2, 1, 0.7)),
    }
    for name, (current, new) in rules.items():
        shape = compute_new_shape(volume.shape[1:], current, new)
        out[name + '_cur'], out[name + '_new'] = np.array(current, float), np.array(new, float)
        for key, data, options in (
            ('_data3', volume, dict(is_seg=False, order=3, order_z=0)),
            ('_prob1', volume, dict(is_seg=False, order=1, order_z=0)),
            ('_seg1', classes, dict(is_seg=True, order=1, order_z=0)),
        ):
            result = resample_data_or_seg_to_shape(data, shape, current, new, force_separate_z=None, **options)
            out[name + key] = np.asarray(result, np.float32)

    np.savez_compressed(os.path.join(folder, 'resample', 'nnunet.npz'), **out)

    # Measuring: case_b lacks class 2 in both, case_c in the prediction alone.
    where = os.path.join(folder, 'metric', 'nnunet')
    for number, name in enumerate(('case_a', 'case_b', 'case_c')):
        reference = (zoom(random.rand(3, 3, 3), (2, 3, 3), order=1) * 2.99).astype(np.uint8)
        prediction = np.where(random.rand(*reference.shape) < 0.15, random.randint(0, 3, reference.shape), reference)
        if number == 1:
            reference[reference == 2] = 1
        if number > 0:
            prediction[prediction == 2] = 0
        for part, array in (('pred', prediction), ('ref', reference)):
            image = sitk.GetImageFromArray(array.astype(np.uint8))
            image.SetSpacing((0.8, 0.9, 2.5))
            sitk.WriteImage(image, os.path.join(where, part, name + '.nii.gz'))
    compute_metrics_on_folder(
        os.path.join(where, 'ref'), os.path.join(where, 'pred'), os.path.join(where, 'summary.json'), SimpleITKIO(), '.nii.gz',
        [1, 2], None, 1)


if __name__ == '__main__':  # nnU-Net measures in processes that read this file again
    main(sys.argv[1])
