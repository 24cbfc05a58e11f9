package io.nephrite.learning.train;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.imaging.preprocess.ClassLocations;
import io.nephrite.learning.sample.TrainingCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A tiny task: bright balls, one with a brighter core, in noise. */
public final class BallTask {
    private static final int SIZE = 24;

    private BallTask() {}

    /** Two stages, 8 and 16 features, patch 16³, batch 2. */
    public static ConfigurationPlan plan(boolean residual) {
        return plan(residual, 3);
    }

    public static ConfigurationPlan plan(boolean residual, int dimensions) {
        String one = row(1, dimensions);
        String two = row(2, dimensions);
        String three = row(3, dimensions);
        String conv = "{'is_seg':false,'order':3,'order_z':0,'force_separate_z':null}";
        String json = ("{'plans_name':'test','transpose_forward':[0,1,2],'transpose_backward':[0,1,2],"
                        + "'foreground_intensity_properties_per_channel':{},'configurations':{'small':{"
                        + "'data_identifier':'d','preprocessor_name':'DefaultPreprocessor','batch_size':2,"
                        + "'patch_size':" + row(16, dimensions) + ",'median_image_size_in_voxels':"
                        + row(24, dimensions) + ",'spacing':" + one
                        + ",'normalization_schemes':['ZScoreNormalization'],"
                        + "'use_mask_for_norm':[false],"
                        + "'resampling_fn_data':'resample_data_or_seg_to_shape','resampling_fn_data_kwargs':" + conv
                        + ",'resampling_fn_seg':'resample_data_or_seg_to_shape','resampling_fn_seg_kwargs':" + conv
                        + ",'resampling_fn_probabilities':'resample_data_or_seg_to_shape',"
                        + "'resampling_fn_probabilities_kwargs':" + conv + ",'batch_dice':false,'architecture':{"
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
        return new TrainingSettings(epochs, iterations, 4, 0.01, 3e-5, "fp32", true, "v2", 0.33, 3600, loaderThreads);
    }

    public static TrainingTask task(ConfigurationPlan plan, TrainingSettings settings) {
        return new TrainingTask(
                plan, LabelMap.of("background", "ball", "core"), 1, settings, 7, "0", cases(0, 6), cases(6, 3));
    }

    /** Of two training cases and one for validation, with other labels. */
    static TrainingTask labelled(TrainingSettings settings, String... labels) {
        return new TrainingTask(plan(false), LabelMap.of(labels), 1, settings, 7, "0", cases(0, 2), cases(2, 1));
    }

    public static List<TrainingCase> cases(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> ball("ball_" + i, i))
                .toList();
    }

    private static TrainingCase ball(String caseId, long seed) {
        Random random = new Random(seed);
        double[] centre = {8 + random.nextInt(8), 8 + random.nextInt(8), 8 + random.nextInt(8)};
        float[] image = new float[SIZE * SIZE * SIZE];
        byte[] labels = new byte[image.length];
        List<List<Integer>> locations = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < image.length; i++) {
            int[] at = {i / (SIZE * SIZE), i / SIZE % SIZE, i % SIZE};
            double r = Math.sqrt(
                    Math.pow(at[0] - centre[0], 2) + Math.pow(at[1] - centre[1], 2) + Math.pow(at[2] - centre[2], 2));
            labels[i] = (byte) (r < 3 ? 2 : r < 6 ? 1 : 0);
            image[i] = (float) (2 * labels[i] - 0.5 + 0.3 * random.nextGaussian());
            if (labels[i] > 0) {
                for (int c : at) {
                    locations.get(labels[i] - 1).add(c);
                }
            }
        }
        return TrainingCase.inMemory(
                caseId,
                image,
                labels,
                new Shape3(SIZE, SIZE, SIZE),
                ClassLocations.of(Map.of(1, ints(locations.get(0)), 2, ints(locations.get(1)))));
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
