package io.nephrite.imaging.phantom;

/**
 * How finely phantoms are sampled. The body is about 300 × 220 mm in-plane and 170–230 mm high, so 5 mm give some
 * 60 × 46 × 40 voxels.
 *
 * @param inPlaneMm spacing in the slice; cases vary by 8 % around it
 * @param thinnestSliceMm slice thicknesses are spread over the cases from here
 * @param thickestSliceMm to here
 */
public record PhantomSize(double inPlaneMm, double thinnestSliceMm, double thickestSliceMm) {
    /** For a demonstration that trains in minutes. */
    public static final PhantomSize DEMO = new PhantomSize(5, 4, 7);

    /** For tests of whole pipelines: some 38 × 28 × 28 voxels. */
    public static final PhantomSize TINY = new PhantomSize(8, 6, 10);

    public PhantomSize {
        if (!(inPlaneMm > 0 && thinnestSliceMm > 0 && thickestSliceMm >= thinnestSliceMm)) {
            throw new IllegalArgumentException("spacings must be > 0 mm and thinnest <= thickest: " + inPlaneMm + ", "
                    + thinnestSliceMm + ", " + thickestSliceMm);
        }
    }
}
