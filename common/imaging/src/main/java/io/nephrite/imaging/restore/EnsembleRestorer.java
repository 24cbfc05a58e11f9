package io.nephrite.imaging.restore;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.resample.LogitResampler;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Averages the probabilities of several configurations for one case on the grid of its files. The probabilities exist
 * for one plane at a time, so that an ensemble takes no more memory than the logits of its members.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code nnUNetv2_ensemble} of predictions made with {@code --save_probabilities}. There
 * each member's exported probabilities are uncropped before; outside of the crop all are background, here too.
 */
public final class EnsembleRestorer {
    private final LabelMap labels;
    private final int threads;

    /**
     * Makes a restorer for models with the same labels.
     *
     * @param labels whose classes, or regions, the outputs of all members are
     */
    public EnsembleRestorer(LabelMap labels, int threads) {
        this.labels = labels;
        this.threads = threads;
    }

    /** A member's prediction of the case. */
    public static final class Member {
        private final PredictionRestorer restorer;
        private final LogitPlanes logits;
        private final CaseProperties properties;

        /**
         * Makes a member whose logits are in memory.
         *
         * @param restorer of the member's configuration
         * @param logits (K, Z, Y, X), plan frame, on the grid of the case as the configuration preprocesses it; kept,
         *     not copied
         * @param properties of the case as the configuration preprocesses it
         */
        public Member(PredictionRestorer restorer, float[] logits, CaseProperties properties) {
            this(restorer, LogitPlanes.whole(logits, properties.shape()), properties);
        }

        /**
         * As the other, of logits that are not all there at a time.
         *
         * @param logits of the case as the configuration preprocesses it
         */
        public Member(PredictionRestorer restorer, LogitPlanes logits, CaseProperties properties) {
            this.restorer = restorer;
            this.logits = logits;
            this.properties = properties;
        }

        PredictionRestorer restorer() {
            return restorer;
        }

        LogitPlanes logits() {
            return logits;
        }

        CaseProperties properties() {
            return properties;
        }
    }

    /**
     * Averages the members and restores the label map.
     *
     * @param members in the order in which they are added up; all have the same crop
     * @return label of each voxel, array frame
     */
    public LabelVolume restore(List<Member> members) {
        int planes = members.stream()
                .mapToInt(member -> member.properties().shape().z())
                .max()
                .orElseThrow();
        return restore(members, planes);
    }

    /**
     * As the other, of logits that are not all there at a time.
     *
     * @param planes that are asked of each member at a time, at most; at least 2
     */
    public LabelVolume restore(List<Member> members, int planes) {
        Shape3 shape = members.get(0).properties().shapeAfterCropping();
        List<LogitResampler> resamplers = new ArrayList<>();
        for (Member member : members) {
            if (!member.properties().shapeAfterCropping().equals(shape)) {
                throw new IllegalArgumentException(member.properties().caseId() + ": members are cropped to " + shape
                        + " and " + member.properties().shapeAfterCropping());
            }
            resamplers.add(member.restorer().resampler(member.properties(), threads));
        }
        int highest = labels.declaredValues().last();
        LabelArray cropped = LabelArray.allocate(Math.toIntExact(shape.voxels()), highest);
        for (int next = 0; next < shape.z(); ) {
            int first = next;
            int end = resamplers.stream()
                    .mapToInt(resampler -> resampler.results(first, planes).end())
                    .min()
                    .orElseThrow();
            slab(members, resamplers, new PlaneRange(first, end), cropped);
            next = end;
        }
        return members.get(0).restorer().onFileGrid(cropped, members.get(0).properties());
    }

    private void slab(List<Member> members, List<LogitResampler> resamplers, PlaneRange results, LabelArray cropped) {
        List<LogitResampler> parts = new ArrayList<>();
        List<float[]> logits = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            parts.add(resamplers.get(m).part(results));
            logits.add(members.get(m).logits().of(resamplers.get(m).sources(results)));
        }
        Shape3 shape = parts.get(0).to();
        int plane = Math.multiplyExact(shape.y(), shape.x());
        Parallel.forEach(threads, shape.z(), () -> plane(logits, parts, plane, results.first(), cropped));
    }

    private IntConsumer plane(
            List<float[]> logits, List<LogitResampler> parts, int plane, int first, LabelArray cropped) {
        int outputs = labels.outputs();
        ProbabilityMean mean = new ProbabilityMean(outputs, plane);
        float[] probabilities = new float[outputs * plane];
        return z -> {
            mean.clear();
            for (int m = 0; m < parts.size(); m++) {
                parts.get(m).probabilities(logits.get(m), outputs, labels.hasRegions(), z, probabilities);
                mean.add(probabilities);
            }
            for (int i = 0; i < plane; i++) {
                cropped.set((first + z) * plane + i, mean.label(i, labels));
            }
        };
    }
}
