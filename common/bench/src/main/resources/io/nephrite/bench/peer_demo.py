"""Trains nnU-Net with given plans, splits and steps, without mirroring, and prints a JSON line with the Dice of each class.
usage: peer_demo.py WORK DATASET_ID EXPERIMENT CONFIGURATION FOLD SEED THREADS
WORK holds raw/ and preprocessed/ with dataset.json, nnUNetPlans.json and splits_final.json."""
import json, os, random, resource, sys, time
work, dataset, experiment, configuration, fold, seed, threads = sys.argv[1:]
os.environ.update(nnUNet_compile='f', OMP_WAIT_POLICY='PASSIVE', nnUNet_n_proc_DA='0')
for name in ('raw', 'preprocessed', 'results'):
    os.makedirs(f'{work}/{name}', exist_ok=True)
    os.environ['nnUNet_' + name] = f'{work}/{name}'
import numpy, torch
from nnunetv2.experiment_planning.plan_and_preprocess_api import preprocess_dataset
from nnunetv2.training.nnUNetTrainer.variants.data_augmentation.nnUNetTrainerNoMirroring import nnUNetTrainerNoMirroring
from nnunetv2.utilities.dataset_name_id_conversion import maybe_convert_to_dataset_name


def main():
    torch.set_num_threads(int(threads))
    for draw in (random.seed, numpy.random.seed, torch.manual_seed):
        draw(int(seed))
    folder = f'{work}/preprocessed/{maybe_convert_to_dataset_name(int(dataset))}'
    plans = json.load(open(f'{folder}/nnUNetPlans.json'))
    if not os.path.isdir(f"{folder}/{plans['configurations'][configuration]['data_identifier']}"):
        preprocess_dataset(int(dataset), 'nnUNetPlans', (configuration,), (1,))
    asked = json.load(open(experiment))['training']
    plans.setdefault('continue_training', False)
    trainer = nnUNetTrainerNoMirroring(plans, configuration, int(fold), json.load(open(f'{folder}/dataset.json')), torch.device('cpu'))
    trainer.num_epochs = asked['epochs']
    trainer.num_iterations_per_epoch = asked['iterationsPerEpoch']
    trainer.num_val_iterations_per_epoch = asked['validationIterationsPerEpoch']
    trainer.initial_lr = asked.get('initialLearningRate', trainer.initial_lr)
    trainer.oversample_foreground_percent = asked.get('oversampleForeground', trainer.oversample_foreground_percent)
    wall, cpu = time.perf_counter(), time.process_time()
    trainer.run_training()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    trainer.perform_actual_validation()
    mean = json.load(open(f'{trainer.output_folder}/validation/summary.json'))['mean']
    print(json.dumps(dict(what='demo', wall_s=wall, cpu_s=cpu, peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                          dice={label: figures['Dice'] for label, figures in mean.items()})), flush=True)


# nnU-Net preprocesses in processes of its own, which read this file again.
if __name__ == '__main__':
    main()
