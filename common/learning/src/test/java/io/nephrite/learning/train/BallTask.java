package io.nephrite.learning.train;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.imaging.preprocess.ClassLocations;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.learning.sample.TrainingCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** A tiny task: bright balls, one with a brighter core, in noise. */
public final class BallTask {
    private static final int SIZE = 24;
    private static final LabelMap LABELS = LabelMap.of("background", "ball", "core");

    private BallTask() {}

    /** Two stages, 8 and 16 features, patch 16³, batch 2. */
    public static ConfigurationPlan plan(boolean residual) {
        return plan(residual, 3);
    }

    public static ConfigurationPlan plan(boolean residual, int dimensions) {
        String one = row(1, dimensions);
        String two = row(2, dimensions);
        String three = row(3, dimensions);
        String kwargs = "_kwargs':{'is_seg':%s,'order':%d,'order_z':0,'force_separate_z':null}";
        String json = ("{'plans_name':'test','transpose_forward':[0,1,2],'transpose_backward':[0,1,2],"
                        + "'foreground_intensity_properties_per_channel':{},'configurations':{'small':{"
                        + "'data_identifier':'d','preprocessor_name':'DefaultPreprocessor','batch_size':2,"
                        + "'patch_size':" + row(16, dimensions) + ",'median_image_size_in_voxels':"
                        + row(24, dimensions) + ",'spacing':" + one
                        + ",'normalization_schemes':['ZScoreNormalization'],"
                        + "'use_mask_for_norm':[false],"
                        + "'resampling_fn_data':'resample_data_or_seg_to_shape','resampling_fn_data"
                        + kwargs.formatted(false, 3)
                        + ",'resampling_fn_seg':'resample_data_or_seg_to_shape','resampling_fn_seg"
                        + kwargs.formatted(true, 1)
                        + ",'resampling_fn_probabilities':'resample_data_or_seg_to_shape',"
                        + "'resampling_fn_probabilities" + kwargs.formatted(false, 1)
                        + ",'batch_dice':false,'architecture':{"
                        + "'network_class_name':'dynamic_network_architectures.architectures.unet."
                        + (residual ? "ResidualEncoderUNet" : "PlainConvUNet") + "','arch_kwargs':{'n_stages':3,"
                        + "'features_per_stage':[8,16,16],'conv_op':'torch.nn.modules.conv.Conv" + dimensions + "d',"
                        + "'kernel_sizes':[" + three + "," + three + "," + three + "],'strides':[" + one + "," + two
                        + ","
                        + two + "],"
                        + (residual ? "'n_blocks_per_stage':[1,1,1]" : "'n_conv_per_stage':[1,1,1]")
                        + ",'n_conv_per_stage_decoder':[1,1],'conv_bias':true,"
                        + "'norm_op':'torch.nn.modules.instancenorm.InstanceNorm" + dimensions + "d',"
                        + "'norm_op_kwargs':{'eps':1e-5,'affine':true},'dropout_op':null,'dropout_op_kwargs':null,"
                        + "'nonlin':'torch.nn.LeakyReLU','nonlin_kwargs':{'inplace':true}},"
                        + "'_kw_requires_import':['conv_op','norm_op','dropout_op','nonlin']}}}}")
                .replace('\'', '"');
        return Plans.parse(json.getBytes(StandardCharsets.UTF_8)).configuration("small");
    }

    private static String row(int value, int dimensions) {
        return IntStream.range(0, dimensions).map(i -> value).boxed().toList().toString();
    }

    public static TrainingSettings settings(int epochs, int iterations, int loaderThreads) {
        return new TrainingSettings(
                epochs,
                iterations,
                4,
                0.01,
                3e-5,
                PrecisionChoice.FP32,
                true,
                AugmentationScheme.V2,
                0.33,
                3600,
                loaderThreads);
    }

    public static TrainingTask task(ConfigurationPlan plan, TrainingSettings settings) {
        return new TrainingTask(plan, LABELS, 1, settings, 7, "0", cases(0, 6), cases(6, 3), Optional.empty());
    }

    /** Of two training cases and one for validation, with other labels. */
    static TrainingTask labelled(TrainingSettings settings, String... labels) {
        LabelMap map = LabelMap.of(labels);
        return new TrainingTask(
                plan(false), map, 1, settings, 7, "0", cases(0, 2, map), cases(2, 1, map), Optional.empty());
    }

    /** With other labels; the ignore label, where there is one, lies over the upper third of each case. */
    static TrainingTask labelled(TrainingSettings settings, LabelMap labels) {
        return new TrainingTask(
                plan(false), labels, 1, settings, 7, "0", cases(0, 6, labels), cases(6, 3, labels), Optional.empty());
    }

    public static List<TrainingCase> cases(int first, int count) {
        return cases(first, count, LABELS);
    }

    private static List<TrainingCase> cases(int first, int count, LabelMap labels) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> ball("ball_" + i, i, labels))
                .toList();
    }

    private static TrainingCase ball(String caseId, long seed, LabelMap map) {
        Random random = new Random(seed);
        double[] centre = {8 + random.nextInt(8), 8 + random.nextInt(8), 8 + random.nextInt(8)};
        float[] image = new float[SIZE * SIZE * SIZE];
        byte[] labels = new byte[image.length];
        Map<List<Integer>, List<Integer>> locations = new HashMap<>();
        map.classes().forEach(values -> locations.put(values, new ArrayList<>()));
        for (int i = 0; i < image.length; i++) {
            int[] at = {i / (SIZE * SIZE), i / SIZE % SIZE, i % SIZE};
            double r = Math.sqrt(
                    Math.pow(at[0] - centre[0], 2) + Math.pow(at[1] - centre[1], 2) + Math.pow(at[2] - centre[2], 2));
            int label = r < 3 ? 2 : r < 6 ? 1 : 0;
            image[i] = (float) (2 * label - 0.5 + 0.3 * random.nextGaussian());
            int seen = at[0] >= 16 ? map.ignore().orElse(label) : label;
            labels[i] = (byte) seen;
            locations.forEach((values, found) -> {
                if (values.contains(seen)) {
                    Arrays.stream(at).forEach(found::add);
                }
            });
        }
        Map<List<Integer>, int[]> sampled = new HashMap<>();
        locations.forEach((values, found) ->
                sampled.put(values, found.stream().mapToInt(Integer::intValue).toArray()));
        return TrainingCase.inMemory(
                caseId, image, LabelArray.of(labels), new Shape3(SIZE, SIZE, SIZE), ClassLocations.of(sampled));
    }
}
