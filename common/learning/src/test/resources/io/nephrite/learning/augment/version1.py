"""Makes version1.npz: what batchgenerators (nnU-Net v1) computes with scipy and scikit-image, for small arrays.
scipy 1.17.1, scikit-image 0.26.0, numpy 2.4.6. Usage: python version1.py"""
import numpy as np
from scipy.ndimage import map_coordinates
from skimage.transform import resize

rng = np.random.default_rng(1)
FROM, TO = (11, 14, 13), (8, 10, 9)
x = rng.normal(size=FROM).astype(np.float32)
seg = rng.integers(-1, 3, (4, 5, 5)).astype(np.int8)
seg = np.kron(seg, np.ones((3, 3, 3), np.int8))[:11, :14, :13]
out = dict(x=x, seg=seg)


def coordinates(matrix, start, to):
    grid = np.stack(np.meshgrid(*[np.arange(n) - (n - 1) / 2 for n in to], indexing='ij'))
    return np.einsum('ij,jabc->iabc', matrix, grid) + np.array([(n - 1) / 2 for n in start]).reshape(3, 1, 1, 1)


def labels(source, at):
    result = np.zeros(at.shape[1:], source.dtype)
    for c in np.unique(source):
        result[map_coordinates((source == c).astype(float), at, order=1, mode='constant', cval=-1) >= 0.5] = c
    return result


def rotation(a, b, c):
    rx = [[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]]
    ry = [[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]]
    rz = [[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]]
    return np.array(rz) @ np.array(ry) @ np.array(rx)


for name, matrix in dict(rotated=rotation(0.4, -0.3, 0.5), enlarged=1.37 * rotation(0.1, 0.2, -0.5), reduced=0.71 * np.eye(3)).items():
    at = coordinates(matrix, FROM, TO)
    out[name + '_matrix'] = matrix
    out[name + '_image'] = map_coordinates(x.astype(float), at, order=3, mode='constant', cval=0).astype(np.float32)
    out[name + '_labels'] = labels(seg, at)

# dummy 2D augmentation: slice by slice, in the plane
c, s = 1.2 * np.cos(2.0), 1.2 * np.sin(2.0)
matrix = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
to = (FROM[0], 10, 9)
at = coordinates(matrix, FROM, to)
out['planar_matrix'] = matrix
out['planar_image'] = np.stack([map_coordinates(x[i].astype(float), at[1:, i], order=3, mode='constant', cval=0) for i in range(FROM[0])]).astype(np.float32)
out['planar_labels'] = np.stack([labels(seg[i], at[1:, i]) for i in range(FROM[0])])

low = np.round(np.array(FROM) * 0.6).astype(int)
down = resize(x.astype(float), low, order=0, mode='edge', anti_aliasing=False)
out['low'] = low
out['low_resolution'] = resize(down, FROM, order=3, mode='edge', anti_aliasing=False).astype(np.float32)
np.savez_compressed('version1.npz', **out)
