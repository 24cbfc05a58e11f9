"""Makes the small reference results of this folder with nnU-Net's own functions, from a synthetic dataset and seeded numbers.

They stand where the tests of a checkout without further data look for them; see README.md. Nothing here comes from a patient.
Made with nnunetv2 2.8.1, batchgenerators 0.25.5, batchgeneratorsv2 0.3.6, torch 2.15.0 (CPU), numpy 2.4.6, scipy 1.17.1,
scikit-image 0.26.0, SimpleITK 2.5.7. Usage: python make_reference.py [FOLDER]   (this folder by default; about a minute)
"""
import contextlib
import copy
import glob
import json
import os
import pickle
import shutil
import sys
import tempfile
import types

WORK = tempfile.mkdtemp()
os.environ.update(
    OMP_NUM_THREADS='1', nnUNet_def_n_proc='1', nnUNet_n_proc_DA='1', nnUNet_compile='f',
    **{'nnUNet_' + name: os.path.join(WORK, name) for name in ('raw', 'preprocessed', 'results')})
for part in ('raw', 'preprocessed', 'results'):
    os.makedirs(os.path.join(WORK, part))

import multiprocessing
import multiprocessing.pool

# nnU-Net's pools of processes as threads, so that no child imports everything again
multiprocessing.get_context = lambda method=None: types.SimpleNamespace(Pool=multiprocessing.pool.ThreadPool)

import numpy as np
import SimpleITK as sitk
import torch
from acvl_utils.cropping_and_padding.bounding_boxes import crop_and_pad_nd
from batchgeneratorsv2.transforms.intensity.contrast import ContrastTransform
from batchgeneratorsv2.transforms.intensity.gamma import GammaTransform
from batchgeneratorsv2.transforms.nnunet import random_binary_operator as operators
from batchgeneratorsv2.transforms.nnunet.remove_connected_components import \
    RemoveRandomConnectedComponentFromOneHotEncodingTransform
from batchgeneratorsv2.transforms.noise.gaussian_blur import blur_dimension
from batchgeneratorsv2.transforms.spatial import spatial
from batchgeneratorsv2.transforms.spatial.low_resolution import SimulateLowResolutionTransform
from batchgeneratorsv2.transforms.utils.deep_supervision_downsampling import DownsampleSegForDSTransform
from nnunetv2.ensembling.ensemble import ensemble_folders
from nnunetv2.evaluation.find_best_configuration import default_trained_models, find_best_configuration
from nnunetv2.experiment_planning.dataset_fingerprint.fingerprint_extractor import DatasetFingerprintExtractor
from nnunetv2.experiment_planning.experiment_planners.default_experiment_planner import ExperimentPlanner
from nnunetv2.inference.export_prediction import export_prediction_from_logits
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.inference.sliding_window_prediction import compute_gaussian
from nnunetv2.postprocessing.remove_connected_components import determine_postprocessing
from nnunetv2.training.loss.compound_losses import DC_and_CE_loss
from nnunetv2.training.loss.dice import MemoryEfficientSoftDiceLoss
from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

DATASET = 'Dataset901_Phantom'
DESCRIPTION = {
    'channel_names': {'0': 'CT'},
    'labels': {'background': 0, 'kidney': 1, 'tumor': 2},
    'numTraining': 6,
    'file_ending': '.nii.gz',
}
CASES = [f'phantom_{i}' for i in range(6)]
OUT = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))


def out(*parts):
    path = os.path.join(OUT, *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def write_json(value, *parts):
    with open(out(*parts), 'w') as file:
        json.dump(value, file, indent=1)


def copy_without_places(file, to):
    """ROOT stands for the folder in which this ran"""
    if file.endswith('.nii.gz'):
        shutil.copy(file, to)
    else:
        with open(file) as old, open(to, 'w') as new:
            new.write(old.read().replace(WORK, 'ROOT'))


def quietly(function, *arguments, **named):
    with open(os.devnull, 'w') as nowhere, contextlib.redirect_stdout(nowhere):
        return function(*arguments, **named)


def write_image(array, spacing, file):
    """spacing in mm in the order of the array's axes (z, y, x)"""
    os.makedirs(os.path.dirname(file), exist_ok=True)
    image = sitk.GetImageFromArray(array)
    image.SetSpacing([float(s) for s in spacing[::-1]])
    image.SetOrigin((-12.5, 7.25, 30))
    sitk.WriteImage(image, file)


def read_labels(file):
    return sitk.GetArrayFromImage(sitk.ReadImage(file))


def ellipsoid(shape, center, radii):
    grid = np.meshgrid(*[np.arange(n) for n in shape], indexing='ij')
    return sum(((g - c) / r) ** 2 for g, c, r in zip(grid, center, radii)) <= 1


def make_dataset():
    """CT-like cases: a body in a border of zeros, two kidneys, and a tumour in the left one."""
    random = np.random.RandomState(901)
    raw = os.path.join(WORK, 'raw', DATASET)
    for number, case in enumerate(CASES):
        shape = np.array((9, 16, 18)) + random.randint(0, 3, 3)
        spacing = ((4.2, 1.3, 1.2), (3, 1.2, 1.2), (2.5, 1.4, 1.3))[number % 3]
        middle = (shape - 1) / 2
        body = ellipsoid(shape, middle, shape / 2 - (0.6, 1.6, 1.6))
        labels = np.zeros(shape, np.uint8)
        for side in (-1, 1):
            labels[ellipsoid(shape, middle + (0, 1, side * 4), (2.6, 3.4, 2.7))] = 1
        labels[ellipsoid(shape, middle + (0.5, 1.5, 4.3), (1.6, 1.7, 1.7))] = 2
        labels[~body] = 0
        means = np.choose(labels, (100, 165, 70))
        image = np.where(body, means + random.normal(0, 12, shape), 0).astype(np.int16)
        write_image(image, spacing, os.path.join(raw, 'imagesTr', case + '_0000.nii.gz'))
        write_image(labels, spacing, os.path.join(raw, 'labelsTr', case + '.nii.gz'))
    with open(os.path.join(raw, 'dataset.json'), 'w') as file:
        json.dump(DESCRIPTION, file, indent=1)
    shutil.copytree(raw, out(DATASET), dirs_exist_ok=True)
    return raw


def raw_image(case):
    return os.path.join(WORK, 'raw', DATASET, 'imagesTr', case + '_0000.nii.gz')


def raw_label(case):
    return os.path.join(WORK, 'raw', DATASET, 'labelsTr', case + '.nii.gz')


def make_plans():
    """dataset_fingerprint.json and nnUNetPlans.json as nnU-Net writes them; nnUNetPlansSmall.json adds 3d_small."""
    quietly(DatasetFingerprintExtractor(DATASET, 1).run, True)
    quietly(ExperimentPlanner(DATASET).plan_experiment)
    folder = os.path.join(WORK, 'preprocessed', DATASET)
    for name in ('dataset_fingerprint.json', 'nnUNetPlans.json'):
        shutil.copy(os.path.join(folder, name), out('phantom', name))
    with open(os.path.join(folder, 'nnUNetPlans.json')) as file:
        plans = json.load(file)
    small = copy.deepcopy(plans)
    small['plans_name'] = 'nnUNetPlansSmall'
    configuration = copy.deepcopy(small['configurations']['3d_fullres'])
    configuration.update(patch_size=[8, 12, 12], batch_size=2, architecture=architecture(
        [4, 8, 8], [[1, 1, 1], [1, 2, 2], [2, 2, 2]], [[1, 3, 3], [3, 3, 3], [3, 3, 3]]))
    small['configurations']['3d_small'] = configuration
    write_json(small, 'phantom', 'nnUNetPlansSmall.json')
    with open(os.path.join(folder, 'nnUNetPlansSmall.json'), 'w') as file:
        json.dump(small, file)
    return plans, small


def architecture(features, strides, kernels):
    stages = len(features)
    return {
        'network_class_name': 'dynamic_network_architectures.architectures.unet.PlainConvUNet',
        'arch_kwargs': {
            'n_stages': stages, 'features_per_stage': features, 'conv_op': 'torch.nn.modules.conv.Conv3d',
            'kernel_sizes': kernels, 'strides': strides, 'n_conv_per_stage': [2] * stages,
            'n_conv_per_stage_decoder': [2] * (stages - 1), 'conv_bias': True,
            'norm_op': 'torch.nn.modules.instancenorm.InstanceNorm3d', 'norm_op_kwargs': {'eps': 1e-05, 'affine': True},
            'dropout_op': None, 'dropout_op_kwargs': None, 'nonlin': 'torch.nn.LeakyReLU', 'nonlin_kwargs': {'inplace': True}},
        '_kw_requires_import': ['conv_op', 'norm_op', 'dropout_op', 'nonlin']}


def preprocess(plans, configuration, image, label):
    manager = PlansManager(copy.deepcopy(plans))
    manager_of_configuration = manager.get_configuration(configuration)
    preprocessor = manager_of_configuration.preprocessor_class(verbose=False)
    return preprocessor.run_case([image], label, manager, manager_of_configuration, DESCRIPTION)


def make_preprocessed(plans):
    kept_for_trainer = os.path.join(WORK, 'preprocessed', DATASET, 'nnUNetPlans_3d_fullres')
    os.makedirs(kept_for_trainer)
    for case in CASES[:2]:
        data, seg, properties = preprocess(plans, '3d_fullres', raw_image(case), raw_label(case))
        np.savez_compressed(os.path.join(kept_for_trainer, case + '.npz'), data=data, seg=seg)  # nnU-Net's trainer looks for them
        np.savez_compressed(out('phantom', 'preprocessed_3d_fullres', case + '.npz'), data=data, seg=seg.astype(np.int8))
        kept = {name: properties[name] for name in (
            'spacing', 'shape_before_cropping', 'bbox_used_for_cropping', 'shape_after_cropping_and_before_resampling')}
        kept['class_locations'] = {str(k): np.asarray(v).tolist() for k, v in properties['class_locations'].items()}
        text = json.dumps(kept, default=lambda v: v.tolist() if hasattr(v, 'tolist') else str(v))
        with open(out('phantom', 'preprocessed_3d_fullres', case + '.json'), 'w') as file:
            file.write(text)


def named_once(state):
    """the weights without the second names that nnU-Net's modules have"""
    return {k: v.numpy() for k, v in state.items() if 'all_modules' not in k and not k.startswith('decoder.encoder')}


def train(network, loss, scales, volumes, patch, steps, seed):
    """Some steps of SGD on random patches, so that the network finds something; volumes are pairs of image and labels."""
    random = np.random.RandomState(seed)
    optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.99, weight_decay=3e-5, nesterov=True)
    downsample = DownsampleSegForDSTransform(scales)
    network.train()
    for step in range(steps):
        images, targets = [], []
        for _ in range(2):
            image, labels = volumes[random.randint(len(volumes))]
            low = [random.randint(min(0, n - p), max(0, n - p) + 1) for n, p in zip(image.shape[1:], patch)]
            box = [[int(a), int(a + p)] for a, p in zip(low, patch)]
            images.append(torch.from_numpy(crop_and_pad_nd(image, box, 0)))
            labels = torch.from_numpy(np.maximum(crop_and_pad_nd(labels, box, 0), 0).astype(np.int16))
            targets.append(downsample(segmentation=labels)['segmentation'])
        for group in optimizer.param_groups:
            group['lr'] = 0.01 * (1 - step / steps) ** 0.9
        optimizer.zero_grad()
        value = loss(network(torch.stack(images).float()), [torch.stack(t) for t in zip(*targets)])
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 12)
        optimizer.step()
    network.eval()
    return float(value)


def new_trainer(plans, configuration):
    given = dict(copy.deepcopy(plans), continue_training=False)
    trainer = quietly(nnUNetTrainer, given, configuration, 0, copy.deepcopy(DESCRIPTION), torch.device('cpu'))
    quietly(trainer.initialize)
    trainer.configure_rotation_dummyDA_mirroring_and_inital_patch_size()  # sets the axes that predictions mirror
    return trainer


def make_model(small):
    """A model folder that nnU-Net's own trainer saved, its weights, and nnU-Net's predictions with it."""
    torch.manual_seed(1)
    trainer = new_trainer(small, '3d_small')
    volumes = [preprocess(small, '3d_small', raw_image(c), raw_label(c))[:2] for c in CASES]
    print('model: loss', train(trainer.network, trainer.loss, trainer._get_deep_supervision_scales(), volumes, (8, 12, 12), 600, 1))
    folder = out('phantom', 'model', 'nnUNetTrainer__nnUNetPlansSmall__3d_small', 'fold_0', 'checkpoint_final.pth')
    trainer.save_checkpoint(folder)
    model = os.path.dirname(os.path.dirname(folder))
    shutil.copy(out('phantom', 'nnUNetPlansSmall.json'), os.path.join(model, 'plans.json'))
    shutil.copy(out('phantom', 'dataset_fingerprint.json'), model)
    with open(os.path.join(model, 'dataset.json'), 'w') as file:
        json.dump(DESCRIPTION, file, indent=1)
    np.savez_compressed(out('phantom', 'weights.npz'), **named_once(trainer.network.state_dict()))
    least = make_least_model(small, trainer)
    for mirroring in (True, False):
        kind = 'mirror' if mirroring else 'nomirror'
        quietly(new_predictor(least, mirroring).predict_from_files_sequential,
                [[raw_image(CASES[0])]], [os.path.join(WORK, 'least_' + kind)], False, True, None)
        predictor = new_predictor(model, mirroring)
        for case in CASES[:2]:
            data, _, properties = preprocess(small, '3d_small', raw_image(case), None)
            logits = quietly(predictor.predict_logits_from_preprocessed_data, torch.from_numpy(data)).numpy()
            assert logits.dtype == np.float16, logits.dtype
            np.savez_compressed(out('phantom', 'predicted', f'{case}_{kind}.npz'), data=data, logits=logits)
            quietly(export_prediction_from_logits, logits, properties, predictor.configuration_manager,
                    predictor.plans_manager, DESCRIPTION, out('phantom', 'predicted', f'{case}_{kind}'))
            whole = os.path.join(WORK, f'{case}_{kind}')
            quietly(predictor.predict_from_files_sequential, [[raw_image(case)]], [whole], False, True, None)
            predicted, truth = read_labels(whole + '.nii.gz'), read_labels(raw_label(case))
            assert (predicted == read_labels(out('phantom', 'predicted', f'{case}_{kind}.nii.gz'))).all()
            assert case != CASES[0] or (predicted == read_labels(os.path.join(WORK, f'least_{kind}.nii.gz'))).all()
            print(case, kind, 'Dice', [round(float(2 * ((predicted == k) & (truth == k)).sum() / ((predicted == k).sum() + (truth == k).sum())), 3) for k in (1, 2)])


def make_least_model(small, trainer):
    """The same weights with the least in plans and checkpoint that nnU-Net's predictor takes."""
    folder = os.path.dirname(out('phantom', 'least', 'plans.json'))
    plans = {k: small[k] for k in ('image_reader_writer', 'transpose_forward', 'transpose_backward', 'label_manager',
                                   'foreground_intensity_properties_per_channel')}
    plans['configurations'] = {'3d_small': {k: v for k, v in small['configurations']['3d_small'].items() if k not in (
        'data_identifier', 'batch_size', 'batch_dice', 'median_image_size_in_voxels')}}
    write_json(plans, 'phantom', 'least', 'plans.json')
    write_json(DESCRIPTION, 'phantom', 'least', 'dataset.json')
    torch.save(dict(network_weights=trainer.network.state_dict(), trainer_name='nnUNetTrainer',
                    init_args=dict(configuration='3d_small'), inference_allowed_mirroring_axes=(0, 1, 2)),
               out('phantom', 'least', 'fold_0', 'checkpoint_final.pth'))
    return folder


def new_predictor(model, mirroring=True):
    predictor = nnUNetPredictor(use_mirroring=mirroring, device=torch.device('cpu'), allow_tqdm=False)
    quietly(predictor.initialize_from_trained_model_folder, model, (0,), 'checkpoint_final.pth')
    return predictor


def make_network(small):
    """Logits, losses, gradients and three training steps of nnU-Net's network and loss, for weights that are given."""
    plans = copy.deepcopy(small)
    configuration = copy.deepcopy(plans['configurations']['3d_small'])
    configuration.update(patch_size=[4, 16, 16], batch_dice=False, architecture=architecture(
        [4, 8, 8, 8], [[1, 1, 1], [1, 2, 2], [2, 2, 2], [2, 2, 2]], [[1, 3, 3]] + [[3, 3, 3]] * 3))
    plans['configurations']['parity'] = configuration
    torch.manual_seed(2)
    trainer = new_trainer(plans, 'parity')
    network = trainer.network
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.ndim == 1:  # biases and norms begin as 0 and 1, where much would be equal by chance
                parameter.add_(0.1 * torch.randn(parameter.shape))
    np.savez_compressed(out('network', 'weights.npz'), **named_once(network.state_dict()))
    random = np.random.RandomState(2)
    x = random.standard_normal((2, 1, 4, 16, 16)).astype(np.float16)
    seg = np.kron(random.randint(0, 3, (2, 1, 2, 4, 4)), np.ones((1, 1, 2, 4, 4))).astype(np.int16)
    downsample = DownsampleSegForDSTransform(trainer._get_deep_supervision_scales())
    per_sample = [downsample(segmentation=torch.from_numpy(s.copy()))['segmentation'] for s in seg]
    targets = [torch.stack(t) for t in zip(*per_sample)]
    result = dict(x=x, **{f'target{i}': t.numpy() for i, t in enumerate(targets)})
    inputs = torch.from_numpy(x.astype(np.float32))
    for i, logits in enumerate(network(inputs)):
        single = trainer.loss.loss
        result[f'logits{i}'] = logits.detach().numpy()
        result[f'ce{i}'] = float(single.ce(logits, targets[i][:, 0].long()))
        result[f'dice{i}'] = float(single.dc(logits, targets[i]))
        if i == 0:
            together = DC_and_CE_loss({'batch_dice': True, 'smooth': 1e-5, 'do_bg': False, 'ddp': False}, {},
                                      dice_class=MemoryEfficientSoftDiceLoss)
            result['batch_dice_loss0'] = float(together.dc(logits, targets[0]))
    losses, norms = [], []
    for step in range(3):  # as nnUNetTrainer.train_step does without a GPU
        trainer.optimizer.zero_grad(set_to_none=True)
        loss = trainer.loss(network(inputs), targets)
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(network.parameters(), 12)))
        if step == 0:
            for name, parameter in network.named_parameters():
                if parameter.grad is not None:
                    result['grad_clipped/' + name] = parameter.grad.numpy().copy()
        trainer.optimizer.step()
        losses.append(float(loss.detach()))
    result.update(loss_3steps=np.array(losses), gradnorm_3steps=np.array(norms),
                  logits0_after3steps=network(inputs)[0].detach().numpy())
    np.savez_compressed(out('network', 'parity.npz'), **result)
    np.save(out('network', 'gaussian.npy'), compute_gaussian(
        (8, 12, 12), sigma_scale=1. / 8, value_scaling_factor=10, device=torch.device('cpu')).numpy().astype(np.float32))

    torch.manual_seed(3)
    kind = architecture([16, 32, 64, 128, 256], [[1, 1, 1], [1, 2, 2]] + [[2, 2, 2]] * 3, [[1, 3, 3]] + [[3, 3, 3]] * 4)
    whole = get_network_from_plans(kind['network_class_name'], kind['arch_kwargs'], kind['_kw_requires_import'], 1, 3, True, True)
    write_json({name: {'std': float(np.std(w)), 'mean': float(np.mean(w))} for name, w in named_once(whole.state_dict()).items()},
               'network', 'init_stats.json')


def transformed(x, transform, **parameters):
    return transform._apply_to_image(torch.from_numpy(x.copy()), **parameters).numpy()


def make_augmentations():
    random = np.random.RandomState(4)
    shape, patch = (14, 17, 15), (8, 11, 10)
    x = random.standard_normal((1, *shape)).astype(np.float32)
    seg = np.kron(random.randint(-1, 3, (5, 6, 5)), np.ones((3, 3, 3)))[:14, :17, :15].astype(np.int16)[None]
    result = dict(x=x, seg=seg, patch=np.array(patch))
    transform = spatial.SpatialTransform(patch, 0, False, border_mode_seg='constant', padding_value_seg=-1)
    for name, angles, scale in (('rot', (0.3, -0.2, 0.45), 1.0), ('scale', (0., 0., 0.), 1.3),
                                ('both', (-0.4, 0.1, 0.25), 0.8), ('shrink_out', (0.5, 0.5, -0.5), 1.4)):
        affine = spatial.create_affine_matrix_3d(angles, [scale] * 3)
        grid = torch.matmul(transform._get_base_grid_clone(), torch.from_numpy(affine.T).float())
        grid = spatial._convert_my_grid_to_grid_sample_grid(grid, shape)
        result.update({
            name + '_angles': np.array(angles), name + '_scale': np.array(scale), name + '_affine': affine,
            name + '_img': transform._apply_to_image(torch.from_numpy(x.copy()), grid=grid).numpy(),
            name + '_seg': transform._apply_to_segmentation(torch.from_numpy(seg.copy()), grid=grid).numpy()})
    first = torch.tensor([0])
    for factor in ('0.8', '1.2'):
        result['contrast_' + factor] = transformed(
            x, ContrastTransform((0.75, 1.25), True, False), apply_to_channel=first, multipliers=torch.tensor([float(factor)]))
    for inverted in (0, 1):
        result[f'gamma_1.3_inv{inverted}'] = transformed(
            x, GammaTransform((0.7, 1.5), 1, False, 1, 1), apply_to_channel=first, gamma=torch.tensor([1.3]),
            invert_image=torch.tensor([bool(inverted)]), retain_stats=torch.tensor([True]))
    result['lowres_0.6'] = transformed(
        x, SimulateLowResolutionTransform((0.5, 1), False, True, None), apply_to_channel=first, scales=torch.tensor([[0.6] * 3]))
    blurred = torch.from_numpy(x.copy())
    for axis, sigma in enumerate((0.5, 0.75, 1.0)):
        blurred = blur_dimension(blurred, sigma, axis, False)
    result['blur_0.5_0.75_1.0'] = blurred.numpy()
    np.savez_compressed(out('augment', 'aug_parity.npz'), **result)


def make_previous_stage():
    """Operators and removals on the one-hot labels of a previous stage, and two label maps turned alike."""
    from skimage.morphology import ball
    random = np.random.RandomState(5)
    shape = (12, 14, 13)
    coarse = np.kron(random.randint(0, 4, (3, 4, 4)), np.ones((4, 4, 4)))[:12, :14, :13]
    one_hot = np.stack([coarse == k for k in (1, 2, 3)]).astype(np.uint8)

    def with_image(labels):
        return torch.from_numpy(np.concatenate([np.zeros_like(labels[:1]), labels]).astype(np.float32))

    result = dict(onehot=one_hot)
    transform = operators.ApplyRandomBinaryOperatorTransform([-3, -2, -1], p_per_label=.5)
    for radius in (1.0, 1.7, 2.0, 2.7, 3.3):
        result[f'ball_{radius}'] = ball(radius, dtype=bool)
        for name in ('dilation', 'erosion', 'closing', 'opening'):
            result[f'{name}_{radius}'] = transform._apply_to_image(
                with_image(one_hot), apply_to_channels=[-2], operators=[getattr(operators, f'binary_{name}_torch')],
                strel_size=[radius])[1:].numpy().astype(np.uint8)
    result['sequence_dilation_2.7_on_3_then_closing_1.7_on_1'] = transform._apply_to_image(
        with_image(one_hot), apply_to_channels=[-1, -3],
        operators=[operators.binary_dilation_torch, operators.binary_closing_torch],
        strel_size=[2.7, 1.7])[1:].numpy().astype(np.uint8)
    np.savez_compressed(out('cascade', 'aug_binary.npz'), **result)

    from acvl_utils.morphology.morphology_helper import label_with_component_sizes
    scattered = random.rand(*shape)
    specks = np.stack([scattered < 0.03, (scattered > 0.5) & (scattered < 0.54), scattered > 0.97]).astype(np.uint8)
    specks[:, :, :5] = 0
    specks[1, :, :4] = 1  # one component that is too large to be removed
    result = dict(onehot=specks)
    remove = RemoveRandomConnectedComponentFromOneHotEncodingTransform([-3, -2, -1], 0, .15, .5)
    choice = np.random.choice
    for channel in range(3):
        labels, sizes = label_with_component_sizes(specks[channel].astype(bool))
        valid = [i for i, n in sizes.items() if n < np.prod(shape) * .15]
        result[f'sizes_ch{channel}'] = np.array([sizes[i] for i in sorted(sizes)])
        result[f'valid_ch{channel}'] = np.array(valid)
        for component in {valid[0], valid[-1]}:
            np.random.choice = lambda among, *_, **__: component
            result[f'removed_ch{channel}_id{component}'] = remove._apply_to_image(
                with_image(specks), apply_to_channels=[channel - 3])[1:].numpy().astype(np.uint8)
            np.random.choice = choice
    np.savez_compressed(out('cascade', 'aug_component.npz'), **result)

    patch = (8, 10, 12)
    seg = np.kron(random.randint(-1, 3, (2, 4, 6, 7)), np.ones((1, 3, 3, 3)))[:, :12, :16, :20].astype(np.int8)
    result = dict(seg=seg, patch=np.array(patch))
    transform = spatial.SpatialTransform(patch, 0, False, border_mode_seg='constant', padding_value_seg=-1)
    for name, angles, scale in (('both', (0.3, -0.2, 0.4), 0.9), ('out', (0.5, 0.4, -0.6), 1.5)):
        affine = spatial.create_affine_matrix_3d(angles, [scale] * 3)
        grid = torch.matmul(transform._get_base_grid_clone(), torch.from_numpy(affine.T).float())
        grid = spatial._convert_my_grid_to_grid_sample_grid(grid, seg.shape[1:])
        turned = transform._apply_to_segmentation(torch.from_numpy(seg.astype(np.int16)), grid=grid).numpy()
        mirrored = np.maximum(turned[:, ::-1, :, ::-1], 0)
        result.update({
            name + '_angles': np.array(angles), name + '_scale': np.array(scale), name + '_seg': turned.astype(np.int8),
            name + '_mirrored02_onehot': np.stack([mirrored[1] == k for k in (1, 2)]).astype(np.uint8),
            name + '_mirrored02_target': mirrored[:1].astype(np.int8)})
    np.savez_compressed(out('cascade', 'aug_spatial.npz'), **result)


def make_cascade(plans):
    """A cascade from raw files on, as CascadeReferenceTest says; the axes of the files are transposed by the plans."""
    cascade = {k: copy.deepcopy(v) for k, v in plans.items() if k != 'configurations'}
    cascade.update(dataset_name='Dataset902_PhantomCascade', plans_name='nnUNetPlansCascade', transpose_forward=[2, 0, 1],
                   transpose_backward=[1, 2, 0])
    base = copy.deepcopy(plans['configurations']['3d_fullres'])
    base.update(normalization_schemes=['ZScoreNormalization'], use_mask_for_norm=[True], batch_dice=False, batch_size=2,
                median_image_size_in_voxels=[19, 12, 17])
    low = dict(copy.deepcopy(base), data_identifier='nnUNetPlansCascade_3d_lowres', spacing=[1.9, 4.0, 2.0], patch_size=[8, 8, 8],
               next_stage='3d_cascade_fullres', architecture=architecture(
                   [4, 8, 8], [[1, 1, 1], [2, 2, 2], [2, 2, 2]], [[3, 3, 3]] * 3))
    full = dict(copy.deepcopy(base), data_identifier='nnUNetPlansCascade_3d_fullres', spacing=[1.2, 3.0, 1.3],
                patch_size=[16, 8, 12], architecture=architecture(
                    [4, 8, 8], [[1, 1, 1], [1, 2, 2], [2, 2, 2]], [[1, 3, 3], [3, 3, 3], [3, 3, 3]]))
    cascade['configurations'] = {
        '3d_lowres': low, '3d_fullres': full,
        '3d_cascade_fullres': {'inherits_from': '3d_fullres', 'previous_stage': '3d_lowres'}}
    write_json(cascade, 'cascade', 'nnUNetPlansCascade.json')
    manager = PlansManager(copy.deepcopy(cascade))
    labels = manager.get_label_manager(DESCRIPTION)

    def model(name, channels, volumes):
        configuration = manager.get_configuration(name)
        torch.manual_seed(channels)
        network = get_network_from_plans(
            configuration.network_arch_class_name, configuration.network_arch_init_kwargs,
            configuration.network_arch_init_kwargs_req_import, channels, 3, True, True)
        scales = [[1, 1, 1], [1 / s for s in configuration.pool_op_kernel_sizes[1]]]
        both = DC_and_CE_loss({'batch_dice': False, 'smooth': 1e-5, 'do_bg': False, 'ddp': False}, {},
                              dice_class=MemoryEfficientSoftDiceLoss)
        weighted = lambda outputs, targets: both(outputs[0], targets[0]) + both(outputs[1], targets[1]) / 2
        print(name, 'loss', train(network, weighted, scales, volumes, configuration.patch_size, 400, channels))
        folder = os.path.join(WORK, name)
        os.makedirs(os.path.join(folder, 'fold_0'))
        torch.save(dict(network_weights=network.state_dict(), trainer_name='nnUNetTrainer', init_args=dict(configuration=name),
                        inference_allowed_mirroring_axes=(0, 1, 2)), os.path.join(folder, 'fold_0', 'checkpoint_final.pth'))
        for content, file in ((cascade, 'plans.json'), (DESCRIPTION, 'dataset.json')):
            with open(os.path.join(folder, file), 'w') as to:
                json.dump(content, to)
        np.savez_compressed(out('cascade', f'weights_{name}.npz'), **named_once(network.state_dict()))
        return folder

    volumes = [preprocess(cascade, '3d_lowres', raw_image(c), raw_label(c))[:2] for c in CASES]
    low_folder = model('3d_lowres', 1, volumes)
    volumes = []
    for case in CASES:
        data, seg, _ = preprocess(cascade, '3d_fullres', raw_image(case), raw_label(case))
        volumes.append((np.vstack((data, np.stack([seg[0] == k for k in (1, 2)]).astype(np.float32))), seg))
    full_folder = model('3d_cascade_fullres', 3, volumes)
    low_network = new_predictor(low_folder)
    for case in CASES[:2]:
        image, truth = raw_image(case), raw_label(case)
        data, _, _ = preprocess(cascade, '3d_lowres', image, truth)
        v = dict(lowres_image=data)
        v['lowres_logits'] = quietly(low_network.predict_logits_from_preprocessed_data, torch.from_numpy(data)).numpy()
        v['train_image'], seg, properties = preprocess(cascade, '3d_cascade_fullres', image, truth)
        spacing = manager.get_configuration('3d_lowres').spacing
        resampled = manager.get_configuration('3d_lowres').resampling_fn_probabilities(
            v['lowres_logits'], v['train_image'].shape[1:], spacing, spacing)
        v['next_stage_seg'] = np.asarray(labels.convert_logits_to_segmentation(resampled)).astype(np.uint8)
        one_hot = np.stack([v['next_stage_seg'] == k for k in (1, 2)]).astype(np.float32)
        predictor = new_predictor(full_folder)
        logits = quietly(predictor.predict_logits_from_preprocessed_data, torch.from_numpy(np.vstack((v['train_image'], one_hot))))
        quietly(export_prediction_from_logits, logits, properties, predictor.configuration_manager, manager, DESCRIPTION,
                out('cascade', case + '_validation'))
        quietly(low_network.predict_from_files_sequential, [[image]], [out('cascade', case + '_lowres_pred')], False, True, None)
        previous = out('cascade', case + '_lowres_pred.nii.gz')
        v['image'], seg_of_previous, properties = preprocess(cascade, '3d_cascade_fullres', image, previous)
        v['prev_seg'] = seg_of_previous[0].astype(np.int8)
        v['shape_before_cropping'] = np.array(properties['shape_before_cropping'], np.int32)
        v['shape_after_cropping'] = np.array(properties['shape_after_cropping_and_before_resampling'], np.int32)
        one_hot = np.stack([v['prev_seg'] == k for k in (1, 2)]).astype(np.float32)
        for kind in ('mirror', 'nomirror'):
            predictor = new_predictor(full_folder, kind == 'mirror')
            logits = quietly(predictor.predict_logits_from_preprocessed_data, torch.from_numpy(np.vstack((v['image'], one_hot))))
            v['logits_' + kind] = logits.numpy()
            quietly(export_prediction_from_logits, logits, properties, predictor.configuration_manager, manager, DESCRIPTION,
                    out('cascade', f'{case}_pred_{kind}'))
        np.savez_compressed(out('cascade', case + '.npz'), **v)
        if case == CASES[1]:
            make_cascade_batch(v, seg)
    for name in glob.glob(out('cascade', '*.json')):
        if os.path.basename(name) in ('plans.json', 'dataset.json', 'predict_from_raw_data_args.json'):
            os.remove(name)

    random = np.random.RandomState(6)
    result = {}
    for name, spacing, old, new in (('iso', (1.9, 1.5, 1.5), (5, 7, 8), (8, 11, 12)), ('sepz', (5., 1., 1.), (4, 7, 8), (6, 10, 13)),
                                    ('equal', (1., 1., 1.), (5, 6, 7), (5, 6, 7)), ('down', (1.5, 1.5, 1.), (8, 9, 10), (5, 6, 10))):
        logits = (3 * random.standard_normal((3, *old))).astype(np.float16)
        moved = manager.get_configuration('3d_lowres').resampling_fn_probabilities(logits.copy(), new, spacing, spacing)
        result.update({name + '_spacing': np.array(spacing), name + '_logits': logits,
                       name + '_seg': np.asarray(labels.convert_logits_to_segmentation(moved)).astype(np.uint8)})
    np.savez_compressed(out('cascade', 'next_stage.npz'), **result)


def make_cascade_batch(v, seg):
    patch = (16, 8, 12)
    result = {}
    for name, low in (('inside', (1, 1, 2)), ('padded', (-3, 4, 9))):
        box = [[a, a + p] for a, p in zip(low, patch)]
        both = np.concatenate((crop_and_pad_nd(seg.astype(np.int16), box, -1),
                               crop_and_pad_nd(v['next_stage_seg'].astype(np.int16)[None], box, -1)))
        made = nnUNetTrainer.get_validation_transforms([[1, 1, 1], [1, .5, .5]], is_cascaded=True, foreground_labels=[1, 2])(
            image=torch.from_numpy(crop_and_pad_nd(v['train_image'], box, 0)), segmentation=torch.from_numpy(both.copy()))
        result.update({name + '_lower_corner': np.array(low), name + '_seg_two_channels': both.astype(np.int8),
                       name + '_data': made['image'].numpy()})
        for i, target in enumerate(made['segmentation']):
            result[f'{name}_target{i}'] = target.numpy().astype(np.int8)
    np.savez_compressed(out('cascade', 'batch.npz'), **result)


def properties_beside(folder):
    """the .pkl beside every .npz that nnU-Net's ensembles ask for"""
    for file in glob.glob(folder + '/**/*.npz', recursive=True):
        with open(file[:-4] + '.pkl', 'wb') as to:
            pickle.dump({'sitk_stuff': {'spacing': (1.0, 1.2, 1.5), 'origin': (0., 0., 0.),
                                        'direction': (1., 0., 0., 0., 1., 0., 0., 0., 1.)}, 'spacing': [1.5, 1.2, 1.0]}, to)


def in_64ths(random, shape, axis_sums_to_one=True):
    """probabilities whose means are exact; softmax outputs sum to one over the first axis"""
    if not axis_sums_to_one:
        return (random.randint(0, 65, shape) / 64).astype(np.float32)
    cuts = np.sort(random.randint(0, 65, (shape[0] - 1, *shape[1:])), axis=0)
    edges = np.concatenate((np.zeros((1, *shape[1:]), int), cuts, np.full((1, *shape[1:]), 64)))
    return (np.diff(edges, axis=0) / 64).astype(np.float32)


REGIONS = {'background': 0, 'whole': [1, 2, 3], 'core': [2, 3], 'enhancing': [3]}


def make_ensembles(plans):
    random = np.random.RandomState(7)
    for kind in ('labels', 'regions'):
        description = dict(DESCRIPTION)
        if kind == 'regions':
            description.update(labels=REGIONS, regions_class_order=[1, 2, 3])
        for member in (1, 2, 3):
            for case, shape in (('a', (3, 4, 6, 5)), ('b', (3, 3, 5, 7))):
                values = in_64ths(random, shape, kind == 'labels')
                values[:, 0, 0, :3] = np.float32(0.5)  # ties between outputs, and halves
                np.savez_compressed(out('ensemble', kind, f'model_{member}', case + '.npz'), probabilities=values)
        write_json(description, 'ensemble', kind, 'model_1', 'dataset.json')
        work = os.path.join(WORK, 'ensemble_' + kind)
        shutil.copytree(os.path.join(OUT, 'ensemble', kind), work, ignore=shutil.ignore_patterns('ensemble_*'))
        properties_beside(work)
        for members in ('1_2', '1_2_3'):
            to = os.path.join(work, 'ensemble_' + members)
            quietly(ensemble_folders, [f'{work}/model_{m}' for m in members.split('_')], to, True, 1,
                    f'{work}/model_1/dataset.json', copy.deepcopy(plans))
            for file in glob.glob(to + '/*'):
                if file.endswith(('.npz', '.nii.gz')):
                    shutil.copy(file, out('ensemble', kind, 'ensemble_' + members, os.path.basename(file)))

    logits = [(4 * random.standard_normal((3, 5, 6, 7))).astype(np.float16) for _ in range(5)]
    predictor = new_predictor(os.path.join(OUT, 'phantom', 'model', 'nnUNetTrainer__nnUNetPlansSmall__3d_small'))
    given = iter(logits)
    predictor.list_of_parameters = predictor.list_of_parameters * 5
    predictor.predict_sliding_window_return_logits = lambda data: torch.from_numpy(next(given).copy())
    mean = quietly(predictor.predict_logits_from_preprocessed_data, torch.zeros(1, 5, 6, 7)).numpy()
    np.savez_compressed(out('ensemble', 'fold_mean.npz'), mean=mean, **{f'logits_fold{i}': v for i, v in enumerate(logits)})


def blob(random, shape):
    labels = np.zeros(shape, np.uint8)
    center = np.array(shape) / 2 + random.uniform(-0.7, 0.7, 3)
    labels[ellipsoid(shape, center, np.array(shape) / 3.1)] = 1
    labels[ellipsoid(shape, center + 0.4, np.array(shape) / 6)] = 2
    return labels


def make_postprocessing(plans):
    """Five predictions with specks: removing all but the largest component of some labels raises the Dice."""
    random = np.random.RandomState(8)
    for case in CASES[:5]:
        truth = blob(random, (7, 10, 9))
        predicted = truth.copy()
        predicted[random.rand(*truth.shape) < 0.03] = 2
        predicted[0, 0, :2] = 1
        write_image(truth, (2., 1., 1.), os.path.join(WORK, 'postprocessing', 'references', case + '.nii.gz'))
        write_image(predicted, (2., 1., 1.), os.path.join(WORK, 'postprocessing', 'predictions', case + '.nii.gz'))
    folder = os.path.join(WORK, 'postprocessing')
    quietly(determine_postprocessing, os.path.join(folder, 'predictions'), os.path.join(folder, 'references'),
            copy.deepcopy(plans), copy.deepcopy(DESCRIPTION), 1, True)
    with open(os.path.join(folder, 'predictions', 'postprocessing.json')) as file:
        print('postprocessing', json.load(file)['postprocessing_kwargs'])
    for file in sorted(glob.glob(folder + '/**/*', recursive=True)):
        if file.endswith(('.json', '.nii.gz')):
            copy_without_places(file, out('postprocessing', os.path.relpath(file, folder)))


def make_selection(plans):
    """Two cross-validations in miniature and what find_best_configuration wrote for them."""
    random = np.random.RandomState(9)
    shape = (5, 8, 7)
    for kind, dataset, noises in (('labels', 'Dataset905_SelectLabels', (0.30, 0.30)),
                                  ('regions_ignore', 'Dataset906_SelectRegionsIgnore', (0.10, 0.45))):
        description = dict(DESCRIPTION, numTraining=10)
        if kind == 'regions_ignore':
            description.update(labels={'background': 0, 'whole': [1, 2], 'core': [2], 'ignore': 3}, regions_class_order=[1, 2])
        of_dataset = dict(copy.deepcopy(plans), dataset_name=dataset)
        names = [f'case_{i:02d}' for i in range(10)]
        splits = [{'train': [n for n in names if n not in (names[f], names[9 - f])], 'val': [names[f], names[9 - f]]}
                  for f in range(5)]
        base = os.path.join(WORK, 'preprocessed', dataset)
        os.makedirs(base)
        for content, name in ((description, 'dataset.json'), (of_dataset, 'nnUNetPlans.json'), (splits, 'splits_final.json')):
            with open(os.path.join(base, name), 'w') as file:
                json.dump(content, file, indent=1)
        truths = {}
        for name in names:
            truths[name] = blob(random, shape)
            written = truths[name].copy()
            if kind == 'regions_ignore':
                written[:, :2, :2] = 3
            write_image(written, (1.5, 1.2, 1.), os.path.join(base, 'gt_segmentations', name + '.nii.gz'))
        for configuration, noise in zip(('2d', '3d_fullres'), noises):
            model = os.path.join(WORK, 'results', dataset, 'nnUNetTrainer__nnUNetPlans__' + configuration)
            for fold, split in enumerate(splits):
                for name in split['val']:
                    truth = truths[name]
                    outputs = 3 if kind == 'labels' else 2
                    if kind == 'labels':
                        sure = np.stack([truth == k for k in range(3)]).astype(float)
                    else:
                        sure = np.stack([truth >= 1, truth == 2]).astype(float)
                    other = in_64ths(random, (outputs, *shape), kind == 'labels')
                    share = np.round(np.where(random.rand(*shape) < noise, random.uniform(0.5, 1, shape), 0.25) * 4) / 4
                    probabilities = (np.round((sure * (1 - share) + other * share) * 64) / 64).astype(np.float32)
                    file = os.path.join(model, f'fold_{fold}', 'validation', name)
                    os.makedirs(os.path.dirname(file), exist_ok=True)
                    np.savez_compressed(file + '.npz', probabilities=probabilities)
                    if kind == 'labels':
                        decided = probabilities.argmax(0).astype(np.uint8)
                    else:
                        decided = np.where(probabilities[0] > 0.5, 1, 0)
                        decided[probabilities[1] > 0.5] = 2
                    write_image(decided.astype(np.uint8), (1.5, 1.2, 1.), file + '.nii.gz')
            for content, name in ((description, 'dataset.json'), (of_dataset, 'plans.json')):
                with open(os.path.join(model, name), 'w') as file:
                    json.dump(content, file, indent=1)
        target = os.path.join(OUT, 'selection', kind)
        shutil.rmtree(target, ignore_errors=True)
        results = os.path.join(WORK, 'results', dataset)
        shutil.copytree(results, os.path.join(target, 'results', dataset))
        shutil.copytree(base, os.path.join(target, 'preprocessed', dataset))
        properties_beside(results)
        chosen = quietly(find_best_configuration, dataset, default_trained_models, True, 1, True, (0, 1, 2, 3, 4))
        print(kind, chosen['all_results'], chosen['best_model_or_ensemble']['result_on_crossval_post_pp'])
        before = os.path.join(target, 'results', dataset)
        for file in glob.glob(results + '/**/*', recursive=True):
            inner = os.path.relpath(file, results)
            if os.path.isfile(file) and not os.path.exists(os.path.join(before, inner)) \
                    and file.endswith(('.json', '.nii.gz', '.txt')) and os.path.basename(file) not in ('plans.json', 'dataset.json'):
                to = os.path.join(target, 'expected', inner)
                os.makedirs(os.path.dirname(to), exist_ok=True)
                copy_without_places(file, to)


def main():
    make_dataset()
    plans, small = make_plans()
    make_preprocessed(plans)
    make_model(small)
    make_network(small)
    make_augmentations()
    make_previous_stage()
    make_cascade(plans)
    make_ensembles(plans)
    make_postprocessing(plans)
    make_selection(plans)
    shutil.rmtree(WORK)


if __name__ == '__main__':
    main()
