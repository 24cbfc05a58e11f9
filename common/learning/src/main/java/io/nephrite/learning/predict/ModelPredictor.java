package io.nephrite.learning.predict;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.postprocess.LargestComponentFilter;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.PredictionEstimate;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.restore.EnsembleRestorer;
import io.nephrite.imaging.restore.LogitPlanes;
import io.nephrite.imaging.restore.Probabilities;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * What predicts with a whole model: the logits of the folds of a configuration are averaged, then the probabilities of
 * the configurations; the accepted filters follow. The second stage of a cascade gets what its previous stage says.
 *
 * <p>The work on a case has three steps, which may overlap those of other cases: {@link #prepare}, {@link #predict} on
 * the thread that owns the networks, {@link #restore}.
 */
public final class ModelPredictor {
    private final List<Member> members;
    private final LabelMap labels;
    private final List<List<Integer>> filters;
    private final int threads;

    /**
     * Makes a predictor of several configurations.
     *
     * @param members whose probabilities are averaged in this order
     * @param filters of each set of labels in turn only the largest connected component is kept
     * @param threads that share the work outside of the networks
     */
    public ModelPredictor(List<Member> members, LabelMap labels, List<List<Integer>> filters, int threads) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a model needs a configuration");
        }
        this.members = List.copyOf(members);
        this.labels = labels;
        this.filters = filters.stream().map(List::copyOf).toList();
        this.threads = threads;
    }

    /**
     * A configuration of a model.
     *
     * @param folds whose logits are averaged
     * @param network all of them; asked for on the thread that owns the networks
     * @param previous stage of a cascade
     */
    public record Member(
            CasePredictor predictor, int folds, Supplier<? extends LogitPredictor> network, Optional<Member> previous) {
        /** How often an image goes through networks for it. */
        private int passes() {
            return 1 + previous.map(Member::passes).orElse(0);
        }
    }

    /**
     * A case on its way to the networks.
     *
     * @param image where a previous stage has to look at it first
     * @param made as each member takes it; empty where it takes what its previous stage says
     */
    public record Prepared(String caseId, Optional<ImageVolume> image, List<Optional<PreprocessedCase>> made) {
        public Prepared {
            made = List.copyOf(made);
        }
    }

    /** A case that has been through the networks: its labels, or the logits that they follow from. */
    public static final class Predicted {
        private final Optional<LabelVolume> labels;
        private final List<Answer> answers;

        private Predicted(Optional<LabelVolume> labels, List<Answer> answers) {
            this.labels = labels;
            this.answers = answers;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on once
    private record Answer(Member member, PreprocessedCase made, float[] logits) {}

    /**
     * The memory that an image needs, computed from its header alone.
     *
     * @param probabilities whether they are wanted on the grid of the files
     */
    public PredictionEstimate memory(String caseId, CaseHeader header, boolean probabilities) {
        List<PredictionEstimate> estimates = new ArrayList<>();
        for (Member member : members) {
            PredictionEstimate own = estimate(member, caseId, header, probabilities);
            for (Optional<Member> stage = member.previous();
                    stage.isPresent();
                    stage = stage.get().previous()) {
                own = PredictionEstimate.greater(own, estimate(stage.get(), caseId, header, false));
            }
            estimates.add(own);
        }
        return PredictionEstimate.together(estimates);
    }

    private static PredictionEstimate estimate(Member member, String caseId, CaseHeader header, boolean probabilities) {
        return member.predictor()
                .memory(caseId, header.channels(), header.shape(), header.spacing(), member.folds(), probabilities);
    }

    /**
     * Preprocesses an image for all members.
     *
     * @param image of the case's files, array frame
     */
    public Prepared prepare(String caseId, ImageVolume image) {
        List<Optional<PreprocessedCase>> made = members.stream()
                .map(member -> member.previous().isPresent()
                        ? Optional.<PreprocessedCase>empty()
                        : Optional.of(member.predictor().preprocess(caseId, image)))
                .toList();
        return new Prepared(
                caseId, made.stream().allMatch(Optional::isPresent) ? Optional.empty() : Optional.of(image), made);
    }

    /**
     * Of a model with one configuration, whose previous stage has spoken already.
     *
     * @param previous what it says of each voxel of the files, array frame
     */
    public Prepared prepare(String caseId, ImageVolume image, LabelVolume previous) {
        return new Prepared(
                caseId,
                Optional.empty(),
                List.of(Optional.of(members.get(0).predictor().preprocess(caseId, image, Optional.of(previous)))));
    }

    /**
     * Predicts the logits of all members.
     *
     * @param planes whose logits exist at a time, as {@link PredictionEstimate#planesWithin} says
     * @param progress hears the share of the work that is done; what it throws ends the work
     */
    public Predicted predict(Prepared prepared, int planes, DoubleConsumer progress) {
        Passes passes = new Passes(members.stream().mapToInt(Member::passes).sum(), progress);
        List<Input> inputs = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            Member member = members.get(m);
            PreprocessedCase made = prepared.made().get(m).isPresent()
                    ? prepared.made().get(m).get()
                    : afterPrevious(member, prepared, planes, passes);
            inputs.add(new Input(member, made));
        }
        boolean whole =
                inputs.stream().allMatch(input -> planes >= input.made.shape().z());
        if (whole) {
            return new Predicted(
                    Optional.empty(),
                    inputs.stream()
                            .map(input -> new Answer(
                                    input.member,
                                    input.made,
                                    input.member.network().get().predict(input.network(), passes.next())))
                            .toList());
        }
        return new Predicted(Optional.of(filtered(slabs(inputs, planes, passes))), List.of());
    }

    private record Input(Member member, PreprocessedCase made) {
        /** A segmentation of the preprocessed case is what the previous stage says. */
        NetworkInput network() {
            return new NetworkInput(
                    made.image(),
                    made.shape(),
                    member.predictor().needsPrevious() ? Optional.of(made.segmentation()) : Optional.empty());
        }
    }

    private PreprocessedCase afterPrevious(Member member, Prepared prepared, int planes, Passes passes) {
        ImageVolume image = prepared.image().orElseThrow();
        Member before = member.previous().orElseThrow();
        PreprocessedCase made = before.previous().isPresent()
                ? afterPrevious(before, prepared, planes, passes)
                : before.predictor().preprocess(prepared.caseId(), image);
        LabelVolume previous = slabs(List.of(new Input(before, made)), planes, passes);
        return member.predictor().preprocess(prepared.caseId(), image, Optional.of(previous));
    }

    /** Labels whose logits exist for some planes at a time, perhaps for all. */
    private LabelVolume slabs(List<Input> inputs, int planes, Passes passes) {
        if (inputs.size() == 1) {
            Input input = inputs.get(0);
            return input.member.predictor().restore(asked(input, passes.next()), input.made.properties(), planes);
        }
        return new EnsembleRestorer(labels, threads)
                .restore(
                        inputs.stream()
                                .map(input -> input.member
                                        .predictor()
                                        .member(asked(input, passes.next()), input.made.properties()))
                                .toList(),
                        planes);
    }

    private static LogitPlanes asked(Input input, DoubleConsumer progress) {
        NetworkInput image = input.network();
        double all = image.shape().z();
        return planes -> input.member
                .network()
                .get()
                .predict(image, planes, done -> progress.accept((planes.first() + done * planes.count()) / all));
    }

    /**
     * Averages the members and restores the label map.
     *
     * @return label of each voxel, array frame
     */
    public LabelVolume restore(Predicted predicted) {
        if (predicted.labels.isPresent()) {
            return predicted.labels.get();
        }
        if (predicted.answers.size() == 1) {
            Answer only = predicted.answers.get(0);
            return filtered(only.member.predictor().restore(only.logits, only.made.properties()));
        }
        return filtered(new EnsembleRestorer(labels, threads)
                .restore(predicted.answers.stream()
                        .map(answer -> answer.member
                                .predictor()
                                .member(
                                        LogitPlanes.whole(answer.logits, answer.made.shape()),
                                        answer.made.properties()))
                        .toList()));
    }

    /**
     * With the probabilities that the labels follow from; of a model with one configuration. Filters change labels
     * alone.
     */
    public Probabilities restoreProbabilities(Predicted predicted) {
        if (predicted.answers.size() != 1) {
            throw new IllegalArgumentException(
                    predicted.answers.size() + " configurations, or a part of the logits, have no probabilities");
        }
        Answer only = predicted.answers.get(0);
        Probabilities made = only.member.predictor().restoreProbabilities(only.logits, only.made.properties());
        return new Probabilities(made.values(), made.outputs(), filtered(made.labels()));
    }

    /** How the case was preprocessed for a model with one configuration, all of whose logits exist. */
    public CaseProperties properties(Predicted predicted) {
        return predicted.answers.get(0).made.properties();
    }

    private LabelVolume filtered(LabelVolume decided) {
        LabelVolume filtered = decided;
        for (List<Integer> filter : filters) {
            filtered = new LargestComponentFilter(new TreeSet<>(filter)).apply(filtered);
        }
        return filtered;
    }

    /** How much of all passes through networks is done. */
    private static final class Passes {
        private final double[] done;
        private final DoubleConsumer progress;
        private int begun;

        Passes(int count, DoubleConsumer progress) {
            this.done = new double[count];
            this.progress = progress;
        }

        DoubleConsumer next() {
            int pass = begun++;
            return share -> {
                done[pass] = Math.max(done[pass], share);
                double sum = 0;
                for (double part : done) {
                    sum += part;
                }
                progress.accept(sum / done.length);
            };
        }
    }
}
