"""Makes itk.npz: what sitk.Resample gives for integers, where the last bits of a double decide: results that fall on
samples, and results among equal samples; and itk_reals.npz: what it gives for real numbers and for label maps, with -1024
outside of the image. Made with numpy 2.4.6, SimpleITK 2.5.7: python make_itk.py FOLDER

Of each case: NAME_image and NAME_result of shape (z, y, x), NAME_from and NAME_to in mm, (z, y, x)."""
import os
import sys

import numpy as np
import SimpleITK as sitk

random = np.random.default_rng(15)
out = {}


def case(name, shape, spacing, target, interpolator, dtype=np.int16, low=-1000, high=2000, change=lambda a: a):
    voxels = change(random.integers(low, high, shape)).astype(dtype)
    image = sitk.GetImageFromArray(voxels)
    image.SetSpacing(spacing[::-1])
    size = [max(1, int(np.rint(n * a / b))) for n, a, b in zip(shape, spacing, target)]
    result = sitk.Resample(image, size[::-1], sitk.Transform(), interpolator, image.GetOrigin(), target[::-1],
                           image.GetDirection(), 0, image.GetPixelID())
    out[name + "_image"], out[name + "_result"] = voxels.astype(np.float32), sitk.GetArrayFromImage(result).astype(np.float32)
    out[name + "_from"], out[name + "_to"] = np.array(spacing), np.array(target)


def padded(a):
    a[:, :, : a.shape[2] // 2] = -1024
    a[:, : a.shape[1] // 3] = 7
    return a


for kind, interpolator in (("BSPLINE", sitk.sitkBSpline), ("LINEAR", sitk.sitkLinear), ("NEAREST", sitk.sitkNearestNeighbor)):
    case(kind + "_halved", (7, 9, 8), (2.0, 1.0, 1.0), (1.0, 0.5, 0.5), interpolator)
    case(kind + "_doubled", (12, 34, 32), (1.5, 0.7, 0.7), (3.0, 1.4, 1.4), interpolator)
    case(kind + "_thirds", (4, 9, 5), (3.0, 1.0, 1.0), (1.0, 1 / 3, 1 / 3), interpolator)
    case(kind + "_same", (5, 20, 21), (0.9, 0.9, 0.9), (0.9, 0.9, 0.9), interpolator)
    case(kind + "_slice", (1, 9, 8), (2.0, 1.0, 1.0), (2.0, 0.5, 0.5), interpolator)
    case(kind + "_thin", (2, 3, 9), (2.0, 1.0, 1.0), (1.0, 0.5, 0.5), interpolator)
    case(kind + "_recipe", (9, 24, 22), (2.5, 0.78125, 0.78125), (3.22, 1.62, 1.62), interpolator)
    case(kind + "_padded", (12, 26, 28), (2.5, 0.78125, 0.78125), (3.22, 1.62, 1.62), interpolator, change=padded)
    case(kind + "_bytes", (7, 9, 8), (2.0, 1.0, 1.0), (1.0, 0.5, 0.75), interpolator, np.uint8, 0, 256)
    case(kind + "_tall", (2, 220, 4), (2.0, 1.0, 1.0), (2.0, 0.8, 1.0), interpolator)
np.savez_compressed(os.path.join(sys.argv[1], "itk.npz"), **out)

out = {}
random = np.random.default_rng(16)


def real_case(name, spacing, target, interpolator, dtype, voxels):
    image = sitk.GetImageFromArray(voxels.astype(dtype))
    image.SetSpacing(spacing[::-1])
    size = [max(1, int(np.rint(n * a / b))) for n, a, b in zip(voxels.shape, spacing, target)]
    outside = -1024 if dtype == np.float32 else 0
    result = sitk.Resample(image, size[::-1], sitk.Transform(), interpolator, image.GetOrigin(), target[::-1],
                           image.GetDirection(), outside, image.GetPixelID())
    out[name + "_image"], out[name + "_result"] = voxels.astype(dtype), sitk.GetArrayFromImage(result)
    out[name + "_from"], out[name + "_to"] = np.array(spacing), np.array(target)


hounsfield = np.round(random.normal(0, 300, (9, 22, 20)))
labels = np.kron(random.integers(0, 3, (3, 8, 7)), np.ones((3, 3, 3)))[:9, :22, :20]
FINE, RECIPE, COARSE = (2.5, 0.78125, 0.78125), (3.22, 1.62, 1.62), (8.0, 4.0, 4.0)
real_case("BSPLINE_coarse", FINE, COARSE, sitk.sitkBSpline, np.float32, hounsfield)
real_case("BSPLINE_recipe", FINE, RECIPE, sitk.sitkBSpline, np.float32, hounsfield)
real_case("LINEAR_recipe", FINE, RECIPE, sitk.sitkLinear, np.float32, hounsfield)
real_case("LINEAR_finer", RECIPE, FINE, sitk.sitkLinear, np.float32, hounsfield[:4, :11, :10])
real_case("NEAREST_recipe", FINE, RECIPE, sitk.sitkNearestNeighbor, np.uint8, labels)
real_case("NEAREST_finer", RECIPE, FINE, sitk.sitkNearestNeighbor, np.uint8, labels[:4, :11, :10])
np.savez_compressed(os.path.join(sys.argv[1], "itk_reals.npz"), **out)
