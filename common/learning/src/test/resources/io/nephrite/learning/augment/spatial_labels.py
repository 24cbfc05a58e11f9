"""Makes spatial_labels.npz: label patches turned and scaled by nnU-Net's own SpatialTransform, with labels that meet in
threes, samples outside of the source, and samples in the middle between voxels, where the scores tie.
batchgeneratorsv2 0.3.6, torch 2.15.0, numpy 2.4.6. Usage: python spatial_labels.py"""
import numpy as np
import torch
from batchgeneratorsv2.transforms.spatial import spatial

rng = np.random.default_rng(1)
out = {}


def add(name, shape, patch, angles, scale, lowest):
    """planar where there is one angle only: the slices are channels then."""
    labels = rng.integers(lowest, 4, [n // 3 + 1 for n in shape])
    labels = np.kron(labels, np.ones((3, 3, 3)))[tuple(slice(n) for n in shape)].astype(np.int8)
    matrix = np.eye(3)
    if len(angles) == 1:
        small = spatial.create_affine_matrix_2d(angles[0], [scale] * 2)
        matrix[1:, 1:] = small
        channels, inner, size = labels, shape[1:], patch[1:]
    else:
        matrix = small = spatial.create_affine_matrix_3d(angles, [scale] * 3)
        channels, inner, size = labels[None], shape, patch
    transform = spatial.SpatialTransform(
        size, 0, False, border_mode_seg='constant', padding_value_seg=-1, bg_style_seg_sampling=False)
    grid = torch.matmul(transform._get_base_grid_clone(), torch.from_numpy(small.T).float())
    grid = spatial._convert_my_grid_to_grid_sample_grid(grid, inner)
    result = transform._apply_to_segmentation(torch.from_numpy(channels.astype(np.int16)), grid=grid)
    out[name + '_labels'], out[name + '_matrix'] = labels, matrix
    out[name + '_result'] = result.numpy().reshape(patch).astype(np.int8)


add('turned', (17, 20, 19), (11, 13, 12), [0.4, -0.3, 0.5], 1.0, -1)
add('outside', (13, 16, 15), (12, 13, 14), [0.2, 0.5, -0.3], 1.37, 0)
add('middle', (15, 18, 17), (10, 13, 12), [0, 0, 0], 0.75, 0)
add('quarter', (16, 18, 15), (12, 11, 10), [0, 0, np.pi / 2], 1.25, -1)
add('planar', (3, 20, 22), (3, 14, 15), [2.1], 1.1, 0)
add('planar_middle', (2, 19, 20), (2, 12, 15), [0], 0.5, -1)
np.savez_compressed('spatial_labels.npz', **out)
