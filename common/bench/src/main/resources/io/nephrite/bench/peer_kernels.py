"""Times nnU-Net's own functions on one case, each for itself, and prints a JSON line for each.
usage: peer_kernels.py IMAGE LABEL PLANS CLASSES"""
import json, os, resource, sys, time
os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')
import numpy as np
from nnunetv2.imageio.nibabel_reader_writer import NibabelIO
from nnunetv2.preprocessing.cropping.cropping import crop_to_nonzero
from nnunetv2.preprocessing.resampling.default_resampling import compute_new_shape, resample_data_or_seg_to_shape


def timed(what, work):
    c, t = time.process_time(), time.perf_counter()
    result = work()
    print(json.dumps(dict(what=what, wall_s=time.perf_counter() - t, cpu_s=time.process_time() - c,
                          peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)), flush=True)
    return result


image, label, plans, classes = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3])), int(sys.argv[4])
forward = plans['transpose_forward']
data, properties = NibabelIO().read_images([image])
seg, _ = NibabelIO().read_seg(label)
data = data.transpose([0, *[i + 1 for i in forward]])
seg = seg.transpose([0, *[i + 1 for i in forward]])
current = [properties['spacing'][i] for i in forward]
target = plans['configurations']['3d_fullres']['spacing']
data, seg, _ = timed('crop', lambda: crop_to_nonzero(data, seg))
shape = data.shape[1:]
new_shape = compute_new_shape(shape, current, target)
kwargs = dict(order_z=0, force_separate_z=None)
timed('image order 3', lambda: resample_data_or_seg_to_shape(data, new_shape, current, target, is_seg=False, order=3, **kwargs))
small = timed('label order 1', lambda: resample_data_or_seg_to_shape(seg, new_shape, current, target, is_seg=True, order=1, **kwargs))
del data, seg
logits = np.stack([np.where(np.maximum(small[0], 0) == k, 4, -4) for k in range(classes)]).astype(np.float16)
timed('export', lambda: resample_data_or_seg_to_shape(logits, shape, target, current, is_seg=False, order=1, **kwargs).argmax(0))
