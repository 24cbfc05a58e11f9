package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.JsonCursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One configuration of plans, with everything that it inherits. Frame: plan. 2 values per axis list for {@code 2d}, 3
 * otherwise. Immutable; arrays that are handed out are copies.
 */
public final class ConfigurationPlan {
    private static final String PREPROCESSOR_V2 = "DefaultPreprocessor";
    static final String PREPROCESSOR_V1 = "GenericPreprocessor";

    private static final List<String> PREPROCESSORS = List.of(PREPROCESSOR_V2, PREPROCESSOR_V1);

    private final String name;
    private final ObjectNode json;
    private final String dataIdentifier;
    private final String preprocessorName;
    private final int batchSize;
    private final int[] patchSize;
    private final double[] medianImageSize;
    private final double[] spacing;
    private final List<NormalizationScheme> normalizationSchemes;
    private final List<Boolean> useMaskForNorm;
    private final Resampling dataResampling;
    private final Resampling segmentationResampling;
    private final Resampling probabilitiesResampling;
    private final boolean batchDice;
    private final Optional<String> previousStage;
    private final ArchitecturePlan architecture;

    ConfigurationPlan(ResolvedConfiguration fields) {
        name = fields.name();
        json = fields.json();
        dataIdentifier = fields.field("data_identifier").text();
        if (!dataIdentifier.matches(Plans.NAME)) {
            throw fields.field("data_identifier").expected(Plans.NAME_SAID);
        }
        preprocessorName = preprocessor(fields.field("preprocessor_name"));
        batchSize = batchSize(fields.field("batch_size"));
        patchSize = patchSize(fields.field("patch_size"));
        int dimensions = patchSize.length;
        if (dimensions != 2 && dimensions != 3) {
            throw fields.field("patch_size").expected("2 or 3 values");
        }
        medianImageSize =
                JsonArrays.numbers(fields.field("median_image_size_in_voxels").elements(dimensions));
        spacing = JsonArrays.numbers(fields.field("spacing").elements(dimensions));
        normalizationSchemes = schemes(fields.field("normalization_schemes"));
        useMaskForNorm = flags(fields.field("use_mask_for_norm").elements(normalizationSchemes.size()));
        for (String function : List.of("resampling_fn_data", "resampling_fn_seg", "resampling_fn_probabilities")) {
            fields.field(function).oneOf(List.of(Resampling.FUNCTION));
        }
        dataResampling = Resampling.ofImages(fields.field("resampling_fn_data_kwargs"));
        segmentationResampling = Resampling.ofLabels(fields.field("resampling_fn_seg_kwargs"));
        probabilitiesResampling = Resampling.ofPredictions(fields.field("resampling_fn_probabilities_kwargs"));
        batchDice = fields.field("batch_dice").flag();
        previousStage = fields.find("previous_stage").map(JsonCursor::text);
        architecture = fields.find("architecture").isPresent()
                        || fields.find("UNet_class_name").isEmpty()
                ? ArchitecturePlan.from(fields.field("architecture"), dimensions)
                : ArchitecturePlan.fromFirstV2(fields, dimensions);
        requireDivisible(fields.field("patch_size"));
    }

    /**
     * Checks values that can be judged without the fields around them, of a part of a configuration.
     *
     * @throws io.nephrite.core.failure.PipelineException with the place, what was found and what is allowed
     */
    public static void checkValues(JsonCursor part) {
        part.find("preprocessor_name").ifPresent(ConfigurationPlan::preprocessor);
        part.find("batch_size").ifPresent(ConfigurationPlan::batchSize);
        part.find("patch_size").ifPresent(ConfigurationPlan::patchSize);
        part.find("median_image_size_in_voxels").ifPresent(f -> JsonArrays.numbers(f.elements()));
        part.find("spacing").ifPresent(f -> JsonArrays.numbers(f.elements()));
        part.find("normalization_schemes").ifPresent(ConfigurationPlan::schemes);
        part.find("use_mask_for_norm").ifPresent(f -> flags(f.elements()));
        part.find("batch_dice").ifPresent(JsonCursor::flag);
        part.find("patch_size")
                .ifPresent(f -> BufferLimit.require(
                        f, patchSize(f), part.find("batch_size").map(ConfigurationPlan::batchSize)));
    }

    private static String preprocessor(JsonCursor field) {
        return field.oneOf(PREPROCESSORS);
    }

    private static int batchSize(JsonCursor field) {
        return field.integer(1, Integer.MAX_VALUE);
    }

    private static int[] patchSize(JsonCursor field) {
        return JsonArrays.integers(field, 1);
    }

    private static List<NormalizationScheme> schemes(JsonCursor field) {
        return field.elements().stream()
                .map(c -> c.oneOf(NormalizationScheme.values(), NormalizationScheme::className))
                .toList();
    }

    private static List<Boolean> flags(List<JsonCursor> elements) {
        return elements.stream().map(JsonCursor::flag).toList();
    }

    private void requireDivisible(JsonCursor patch) {
        int[] divisor = architecture.strideProduct();
        int[] multiples = new int[patchSize.length];
        for (int axis = 0; axis < multiples.length; axis++) {
            int most = JsonArrays.MAX / divisor[axis];
            multiples[axis] = Math.max(1, Math.min(most, Math.round((float) patchSize[axis] / divisor[axis])));
        }
        boolean oneVoxel = Arrays.stream(multiples).allMatch(m -> m == 1);
        if (oneVoxel) {
            // along an axis where twice as much is allowed
            int axis = multiples.length - 1;
            while (axis > 0 && 2L * divisor[axis] > JsonArrays.MAX) {
                axis--;
            }
            multiples[axis] = 2;
        }
        int[] nearest = new int[patchSize.length];
        Arrays.setAll(nearest, axis -> multiples[axis] * divisor[axis]);
        if (Arrays.equals(patchSize, divisor)) {
            throw patch.expected("more than one voxel in the deepest stage, whose norm needs two; nearest valid "
                    + Arrays.toString(nearest) + ", or fewer stages");
        }
        if (!Arrays.equals(nearest, patchSize)) {
            throw patch.expected("multiples of the strides' product " + Arrays.toString(divisor) + ", nearest valid "
                    + Arrays.toString(nearest));
        }
    }

    /** Such as {@code 3d_fullres}. */
    public String name() {
        return name;
    }

    /** Names preprocessed data; configurations with the same name share them. */
    public String dataIdentifier() {
        return dataIdentifier;
    }

    public PreprocessingOrder preprocessingOrder() {
        return preprocessorName.equals(PREPROCESSOR_V1) ? PreprocessingOrder.V1 : PreprocessingOrder.V2;
    }

    public int dimensions() {
        return patchSize.length;
    }

    public int batchSize() {
        return batchSize;
    }

    /** Voxels. */
    public int[] patchSize() {
        return patchSize.clone();
    }

    /** Median over the cases, voxels at this spacing; may end in .5. */
    public double[] medianImageSize() {
        return medianImageSize.clone();
    }

    /** mm. */
    public double[] spacing() {
        return spacing.clone();
    }

    /** One per channel. */
    public List<NormalizationScheme> normalizationSchemes() {
        return normalizationSchemes;
    }

    /** One per channel. */
    public List<Boolean> useMaskForNorm() {
        return useMaskForNorm;
    }

    public Resampling dataResampling() {
        return dataResampling;
    }

    public Resampling segmentationResampling() {
        return segmentationResampling;
    }

    public Resampling probabilitiesResampling() {
        return probabilitiesResampling;
    }

    /** Whether the Dice loss pools the samples of a batch. */
    public boolean batchDice() {
        return batchDice;
    }

    /** The configuration whose segmentation is a further input (cascade). */
    public Optional<String> previousStage() {
        return previousStage;
    }

    public ArchitecturePlan architecture() {
        return architecture;
    }

    /** Patches are far longer in the plane than across: augmented in the plane only. */
    public boolean dummy2d() {
        int longest = Arrays.stream(patchSize).max().orElseThrow();
        return patchSize.length == 3 && longest > 3 * patchSize[0];
    }

    /** All fields, inherited ones included, in nnU-Net's spelling; a copy. */
    public JsonNode toJson() {
        return json.deepCopy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigurationPlan o && name.equals(o.name) && json.equals(o.json);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + json.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + json;
    }
}
