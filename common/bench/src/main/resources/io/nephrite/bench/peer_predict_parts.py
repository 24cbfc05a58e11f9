"""Times what nnU-Net does before and after the network, and prints a JSON line for each case and part.
usage: peer_predict_parts.py MODEL_DIR FOLD IMAGES_DIR OUT THREADS"""
import glob, json, os, resource, sys, time
os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE'); os.environ.setdefault('nnUNet_compile', 'f')
import numpy as np, torch
from nnunetv2.inference.export_prediction import export_prediction_from_logits
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor


def timed(what, work):
    c, t = time.process_time(), time.perf_counter()
    result = work()
    print(json.dumps(dict(what=what, wall_s=time.perf_counter() - t, cpu_s=time.process_time() - c,
                          peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)), flush=True)
    return result


model, fold, images, out, threads = sys.argv[1:6]
torch.set_num_threads(int(threads))
os.makedirs(out, exist_ok=True)
p = nnUNetPredictor(device=torch.device('cpu'), allow_tqdm=False)
p.initialize_from_trained_model_folder(model, (fold,), 'checkpoint_final.pth')
plans, configuration, dataset = p.plans_manager, p.configuration_manager, p.dataset_json
outputs = plans.get_label_manager(dataset).num_segmentation_heads
for file in sorted(glob.glob(f'{images}/*.nii.gz')):
    data, _, properties = timed('preprocess', lambda: configuration.preprocessor_class(verbose=False).run_case(
        [file], None, plans, configuration, dataset))
    logits = torch.randn((outputs, *data.shape[1:]), generator=torch.Generator().manual_seed(1)).half()
    timed('export', lambda: export_prediction_from_logits(
        logits, properties, configuration, plans, dataset, f'{out}/{os.path.basename(file)[:-7]}',
        num_threads_torch=int(threads)))
