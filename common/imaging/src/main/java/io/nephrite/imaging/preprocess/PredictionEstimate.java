package io.nephrite.imaging.preprocess;

import java.util.List;

/**
 * Heap that a prediction needs, by the number of planes whose logits exist at a time: all of them, or a slab. An upper
 * bound.
 *
 * @param fixed bytes beside the logits
 * @param perPlane bytes of a plane's logits
 * @param planes of the preprocessed image
 * @param leastPlanes fewer would have every tile go through the network again and again
 * @param preprocessing bytes before there are any logits
 * @param longestArray values of the longest array beside the logits
 * @param longestPerPlane values of the longest array that a plane's logits are in
 * @param work what it is for, for messages
 */
public record PredictionEstimate(
        long fixed,
        long perPlane,
        int planes,
        int leastPlanes,
        long preprocessing,
        long longestArray,
        long longestPerPlane,
        String work) {
    /** With all logits at a time. */
    public MemoryEstimate whole() {
        return of(planes);
    }

    /**
     * Estimates the memory of a prediction.
     *
     * @param held planes whose logits exist at a time
     */
    public MemoryEstimate of(int held) {
        int used = Math.min(held, planes);
        return new MemoryEstimate(
                Math.max(preprocessing, fixed + used * perPlane),
                Math.max(longestArray, used * longestPerPlane),
                used < planes ? work + ", " + used + " of its " + planes + " planes at a time" : work);
    }

    /** The planes whose logits fit at a time: all, or as many as do; at least the least, whether or not it fits. */
    public int planesWithin(long budgetBytes) {
        int least = Math.min(leastPlanes, planes);
        int most = planes;
        while (most > least && !of(most).fits(budgetBytes)) {
            long room = (budgetBytes - fixed) / Math.max(1, perPlane);
            // by the bytes at once, by the length of arrays step by step
            most = (int) Math.max(least, Math.min(most - 1L, room));
        }
        return most;
    }

    /** The same with fewest planes of this many. */
    public PredictionEstimate withLeast(int least) {
        return new PredictionEstimate(
                fixed, perPlane, planes, least, preprocessing, longestArray, longestPerPlane, work);
    }

    /** The same where all logits have to exist at a time, for a reason. */
    public PredictionEstimate wholeSince(String reason) {
        return new PredictionEstimate(
                fixed,
                perPlane,
                planes,
                planes,
                preprocessing,
                longestArray,
                longestPerPlane,
                work + " (all planes at a time, since " + reason + ")");
    }

    /** The same work with more bytes, of which some depend on the planes. */
    public PredictionEstimate plus(long more, long morePerPlane) {
        return new PredictionEstimate(
                fixed + more,
                perPlane + morePerPlane,
                planes,
                leastPlanes,
                preprocessing,
                longestArray,
                longestPerPlane,
                work);
    }

    /**
     * Of two predictions of one case, one after the other: for any number of planes what the greedier of them needs.
     */
    public static PredictionEstimate greater(PredictionEstimate one, PredictionEstimate other) {
        return new PredictionEstimate(
                Math.max(one.fixed, other.fixed),
                Math.max(one.perPlane, other.perPlane),
                Math.max(one.planes, other.planes),
                Math.max(one.leastPlanes, other.leastPlanes),
                Math.max(one.preprocessing, other.preprocessing),
                Math.max(one.longestArray, other.longestArray),
                Math.max(one.longestPerPlane, other.longestPerPlane),
                one.work);
    }

    /** Of several predictions of one case that are averaged: what all of them hold is held together. */
    public static PredictionEstimate together(List<PredictionEstimate> members) {
        PredictionEstimate sum = members.get(0);
        for (PredictionEstimate next : members.subList(1, members.size())) {
            sum = new PredictionEstimate(
                    sum.fixed + next.fixed,
                    sum.perPlane + next.perPlane,
                    Math.max(sum.planes, next.planes),
                    Math.max(sum.leastPlanes, next.leastPlanes),
                    sum.fixed + next.preprocessing,
                    Math.max(sum.longestArray, next.longestArray),
                    Math.max(sum.longestPerPlane, next.longestPerPlane),
                    sum.work);
        }
        return sum;
    }
}
