package io.nephrite.core.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FaultTreatment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * experiment.json: what the user asked for. Everything is optional; what is left out is as nnU-Net does it.
 *
 * @param configurations those that are preprocessed and trained, by nnU-Net's names; absent: 3d_fullres, or 2d where
 *     the data has one slice per case
 * @param folds those that are trained: {@code "0"} … or {@code "all"}; absent: every fold of the splits
 * @param foldCount number of parts of the cross-validation where the user gives no splits_final.json
 * @param seed of training; folds are split with nnU-Net's own seed
 * @param faultyCases what a case that cannot be used does
 * @param exclude case ids that are left out
 * @param faults code → how its faults are taken, in place of the severity that the code has
 * @param geometryFaults {@code error} or {@code warning}: how small disagreements of the headers are taken
 * @param continueFrom version of the dataset whose finished folds are trained on, up to more epochs
 * @param splitsFrom version of the dataset whose splits are kept: its cases stay on their sides, new ones are added
 * @param evaluation how predictions are measured; absent: the defaults
 * @param choice how the best configuration is chosen; absent: the defaults
 */
public record Experiment(
        Optional<List<String>> configurations,
        Optional<List<String>> folds,
        int foldCount,
        long seed,
        Optional<RawResampling> rawResampling,
        PlannerSettings planner,
        TrainingSettings training,
        PredictionSettings prediction,
        FaultyCases faultyCases,
        List<String> exclude,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<FaultCode, FaultTreatment> faults,
        FaultTreatment geometryFaults,
        Optional<String> continueFrom,
        Optional<String> splitsFrom,
        Optional<EvaluationSettings> evaluation,
        Optional<ChoiceSettings> choice) {
    public static final String FILE = "experiment.json";

    /** The fold that trains and validates on all cases. */
    public static final String FOLD_ALL = "all";

    /** Of what {@code foldCount} may be. */
    public static final int MIN_FOLDS = 2;

    public static final int MAX_FOLDS = 1000;

    public static final int NNUNET_FOLDS = 5;
    private static final long NNUNET_SEED = 12345;
    private static final double AIR_HU = -1024;

    /** Names the schema for editors; it is not read. */
    private static final String SCHEMA = "$schema";

    private static final FaultTreatment[] GEOMETRY_TREATMENTS = {FaultTreatment.ERROR, FaultTreatment.WARNING};

    public Experiment {
        configurations = configurations.map(List::copyOf);
        folds = folds.map(List::copyOf);
        exclude = List.copyOf(exclude);
        faults = Map.copyOf(faults);
    }

    public static Experiment defaults() {
        return from(JsonCursor.at(
                FILE, FailureCode.INVALID_EXPERIMENT, "", Json.mapper().createObjectNode()));
    }

    /**
     * Reads and checks experiment.json.
     *
     * @throws PipelineException {@link FailureCode#INVALID_EXPERIMENT} with the JSON pointer of an unknown field, a
     *     wrong type or an impossible value
     */
    public static Experiment parse(byte[] json) {
        return from(JsonCursor.parse(json, FILE, FailureCode.INVALID_EXPERIMENT));
    }

    private static Experiment from(JsonCursor json) {
        json.allowOnly(
                SCHEMA,
                "configurations",
                "folds",
                "foldCount",
                "seed",
                "rawResampling",
                "planner",
                "training",
                "prediction",
                "faultyCases",
                "exclude",
                "faults",
                "geometryFaults",
                "continueFrom",
                "splitsFrom",
                "evaluation",
                "choice");
        return new Experiment(
                json.find("configurations").map(c -> distinct(c, JsonCursor::text)),
                json.find("folds").map(c -> distinct(c, Experiment::fold)),
                json.find("foldCount").map(c -> c.integer(MIN_FOLDS, MAX_FOLDS)).orElse(NNUNET_FOLDS),
                json.find("seed").map(c -> c.whole(0, Long.MAX_VALUE)).orElse(NNUNET_SEED),
                json.find("rawResampling").map(Experiment::rawResampling),
                json.find("planner").map(PlannerSettings::from).orElse(PlannerSettings.DEFAULTS),
                json.find("training").map(TrainingSettings::from).orElse(TrainingSettings.DEFAULTS),
                json.find("prediction").map(PredictionSettings::from).orElse(PredictionSettings.DEFAULTS),
                json.find("faultyCases")
                        .map(c -> c.oneOf(FaultyCases.values(), FaultyCases::json))
                        .orElse(FaultyCases.STOP),
                json.find("exclude")
                        .map(c -> c.elements().stream().map(JsonCursor::text).toList())
                        .orElse(List.of()),
                json.find("faults").map(Experiment::faults).orElse(Map.of()),
                json.find("geometryFaults")
                        .map(c -> c.oneOf(GEOMETRY_TREATMENTS, FaultTreatment::json))
                        .orElse(FaultTreatment.ERROR),
                json.find("continueFrom").map(Experiment::version),
                json.find("splitsFrom").map(Experiment::version),
                json.find("evaluation").map(EvaluationSettings::from),
                json.find("choice").map(ChoiceSettings::from));
    }

    /**
     * The folds that are trained: those that are named, and then, where the choice asks for it, the other ones.
     *
     * @param parts folds of the splits: {@code "0"} …
     */
    public List<String> trainedFolds(List<String> parts) {
        Set<String> trained = new LinkedHashSet<>(folds.orElse(parts));
        if (choosing().startMissing()) {
            trained.addAll(parts);
        }
        return List.copyOf(trained);
    }

    /** How predictions are measured, the defaults where nothing is said. */
    public EvaluationSettings measuring() {
        return evaluation.orElse(EvaluationSettings.DEFAULTS);
    }

    /** How the best configuration is chosen, the defaults where nothing is said. */
    public ChoiceSettings choosing() {
        return choice.orElse(ChoiceSettings.DEFAULTS);
    }

    /** A fault as this experiment takes it; empty where it is ignored. */
    public Optional<Fault> judged(Fault fault) {
        return new FaultTreatments(this).of(fault);
    }

    private static Map<FaultCode, FaultTreatment> faults(JsonCursor json) {
        json.allowOnly(Arrays.stream(FaultCode.values()).map(Enum::name).toArray(String[]::new));
        Map<FaultCode, FaultTreatment> faults = new EnumMap<>(FaultCode.class);
        for (String name : json.names()) {
            FaultCode code = FaultCode.valueOf(name);
            FaultTreatment treatment = json.field(name).oneOf(FaultTreatment.values(), FaultTreatment::json);
            if (treatment != FaultTreatment.ERROR && !code.canBeLowered()) {
                throw json.field(name)
                        .failure("faults of this code can only be errors, because what they are about cannot be used;"
                                + " correct it, or exclude the case");
            }
            faults.put(code, treatment);
        }
        return faults;
    }

    private static List<String> distinct(JsonCursor list, Function<JsonCursor, String> element) {
        List<String> values = list.elements().stream().map(element).toList();
        if (values.isEmpty()) {
            throw list.expected("at least one value");
        }
        if (values.stream().distinct().count() != values.size()) {
            throw list.expected("each value once");
        }
        return values;
    }

    /** Folds may be written as numbers too. */
    private static String fold(JsonCursor json) {
        JsonNode node = json.node();
        if (node.isTextual()
                && (node.textValue().equals(FOLD_ALL) || node.textValue().matches("0|[1-9][0-9]{0,2}"))) {
            return node.textValue();
        }
        if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0 && node.intValue() < MAX_FOLDS) {
            return Integer.toString(node.intValue());
        }
        throw json.expected("a fold such as \"0\", or \"" + FOLD_ALL + "\"");
    }

    private static String version(JsonCursor json) {
        if (!json.text().matches("[A-Za-z0-9]+")) {
            throw json.expected("a version of this dataset, as the results and the status name it");
        }
        return json.text();
    }

    private static RawResampling rawResampling(JsonCursor json) {
        json.allowOnly("spacingMm", "image", "label", "defaultValue");
        return new RawResampling(
                json.field("spacingMm").elements(3).stream()
                        .map(JsonCursor::positive)
                        .toList(),
                json.find("image")
                        .map(c -> c.oneOf(RawInterpolation.values(), RawInterpolation::json))
                        .orElse(RawInterpolation.BSPLINE),
                json.find("label")
                        .map(c -> c.oneOf(RawInterpolation.OF_LABELS, RawInterpolation::json))
                        .orElse(RawInterpolation.NEAREST),
                json.find("defaultValue").map(c -> c.number(-1e9, 1e9)).orElse(AIR_HU));
    }
}
