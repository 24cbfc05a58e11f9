package io.nephrite.imaging.phantom;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.imaging.volume.VoxelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A synthetic contrast CT of an abdomen: body wall, liver, spleen, bowel with air, spine, vessels, two kidneys, in some
 * a tumour or a cyst, partial volume and noise. The anatomy is a function of seed and case number alone; so are the
 * voxels of one sampling.
 */
public final class AbdomenPhantom {
    private static final double WIDTH_MM = 300;
    private static final double DEPTH_MM = 220;
    private static final double CYST_SHARE = 0.3;
    /** Where the muscles of the abdominal wall end and the fat below the skin begins. */
    private static final double WALL = 0.8;

    private static final int LOWEST_HU = -1024;
    private static final int HIGHEST_HU = 3071;
    /** Every so many cases store 0 outside of the scanner's field of view, so that cropping has something to do. */
    private static final int ZERO_OUTSIDE_EVERY = 8;

    private static final byte KIDNEY = 1;
    private static final byte TUMOR = 2;

    private final int number;
    private final Random random;
    private final double heightMm;
    private final double centreX = WIDTH_MM / 2;
    private final double centreY = DEPTH_MM / 2;
    private final double halfWidth;
    private final double halfDepth;
    private final List<Organ> organs = new ArrayList<>();
    private final List<Ellipsoid> kidneys = new ArrayList<>();
    private final List<Ellipsoid> cysts = new ArrayList<>();
    private final List<Ellipsoid> tumors = new ArrayList<>();
    private final SmoothField fine;
    private final SmoothField coarse;
    private final double kidneyHu;
    private final double tumorHu;
    private final double muscleHu;
    private final double noiseHu;

    private record Organ(Ellipsoid shape, double hu, double roughness) {}

    /**
     * Makes the phantom of a seed and number.
     *
     * @param number of the case; cases of one seed differ in anatomy and noise
     */
    public AbdomenPhantom(long seed, int number) {
        this.number = number;
        // Two draws from a scrambled start: neighbouring seeds of java.util.Random begin alike.
        this.random = new Random(new Random(seed * 1_000_003L + number).nextLong());
        this.heightMm = between(170, 230);
        this.halfWidth = between(128, 142);
        this.halfDepth = between(86, 98);
        this.fine = new SmoothField(random, 18);
        this.coarse = new SmoothField(random, 70);
        this.kidneyHu = between(165, 195);
        this.tumorHu = kidneyHu - between(72, 100);
        this.muscleHu = between(48, 62);
        this.noiseHu = between(10, 18);
        placeOrgans();
        placeKidney(-1);
        placeKidney(1);
        placeLesions();
    }

    private void placeOrgans() {
        double top = heightMm * 0.25;
        add(centreX - 60, centreY - 18, top, 62, 50, 75, between(100, 122), 0.10);
        add(centreX + 78, centreY + 18, top, 26, 32, 45, between(112, 132), 0.08);
        add(centreX + 48, centreY - 32, top + 10, 34, 28, 40, between(20, 40), 0.05);
        for (int i = 0; i < 5; i++) {
            double x = centreX + between(-70, 70);
            double y = centreY + between(-55, 0);
            double z = heightMm * between(0.5, 1);
            double radius = between(11, 20);
            add(x, y, z, radius, radius, radius * between(1, 1.6), between(25, 80), 0);
            if (random.nextDouble() < 0.5) {
                add(x, y, z, radius * 0.6, radius * 0.6, radius * 0.6, -900, 0);
            }
        }
        for (int side = -1; side <= 1; side += 2) {
            add(centreX + side * 36, centreY + 38, heightMm / 2, 16, 18, 4 * heightMm, muscleHu, 0);
        }
        add(centreX, centreY + 48, heightMm / 2, 24, 21, 4 * heightMm, between(420, 520), 0.05);
        add(centreX, centreY + 48, heightMm / 2, 20, 17, 4 * heightMm, between(160, 230), 0.05);
        add(centreX + 9, centreY + 20, heightMm / 2, 10, 10, 4 * heightMm, between(170, 215), 0);
        add(centreX - 15, centreY + 18, heightMm / 2, 12, 9, 4 * heightMm, between(130, 165), 0);
    }

    private void placeKidney(int side) {
        double x = centreX + side * between(62, 72);
        double y = centreY + between(28, 36);
        double z = heightMm * 0.5 + (side < 0 ? 10 : -4) + between(-12, 12);
        double scale = between(0.88, 1.15);
        double tiltX = side * between(0.12, 0.3);
        double tiltY = -between(0.05, 0.2);
        Ellipsoid kidney = new Ellipsoid(x, y, z, 27 * scale, 25 * scale, 52 * scale, tiltX, tiltY);
        // Kidneys lie in fat.
        organs.add(new Organ(
                new Ellipsoid(x, y, z, 27 * scale + 9, 25 * scale + 9, 52 * scale + 10, tiltX, tiltY), -100, 0.05));
        kidneys.add(kidney);
    }

    private void placeLesions() {
        int side = random.nextInt(2);
        tumors.add(lesion(kidneys.get(side), between(18, 34)));
        if (random.nextDouble() < CYST_SHARE) {
            cysts.add(lesion(kidneys.get(1 - side), between(7, 12)));
        }
    }

    /** On the kidney's surface, away from the spine and inside of the abdominal wall. */
    private Ellipsoid lesion(Ellipsoid kidney, double radius) {
        int outwards = kidney == kidneys.get(0) ? -1 : 1;
        double[] squeeze = {between(0.85, 1.15), between(0.85, 1.15), between(0.85, 1.15)};
        double[] at;
        do {
            at = kidney.surface(outwards * between(0.2, 1), between(-0.7, 0.7), between(-1, 1));
        } while (reaches(at, radius) > WALL);
        return new Ellipsoid(at[0], at[1], at[2], radius * squeeze[0], radius * squeeze[1], radius * squeeze[2]);
    }

    /** How far out a ball lies at its outermost point, as {@link #body} measures it. */
    private double reaches(double[] centre, double radius) {
        double dx = centre[0] - centreX;
        double dy = centre[1] - centreY;
        double further = 1 + radius / Math.hypot(dx, dy);
        return body(centreX + dx * further, centreY + dy * further);
    }

    /** 0 on the body's axis, 1 on the skin. */
    private double body(double x, double y) {
        double bodyX = (x - centreX) / halfWidth;
        double bodyY = (y - centreY) / halfDepth;
        return bodyX * bodyX + bodyY * bodyY;
    }

    private void add(double x, double y, double z, double rx, double ry, double rz, double hu, double roughness) {
        double jitter = 5;
        organs.add(new Organ(
                new Ellipsoid(x + between(-jitter, jitter), y + between(-jitter, jitter), z, rx, ry, rz),
                hu,
                roughness));
    }

    /**
     * Samples the anatomy.
     *
     * @param inPlaneMm rounded to float, as the header holds it
     * @param sliceMm likewise
     */
    public PhantomCase render(String caseId, double inPlaneMm, double sliceMm) {
        double dx = (float) inPlaneMm;
        double dz = (float) sliceMm;
        Shape3 shape = new Shape3(
                (int) Math.ceil(WIDTH_MM / dx), (int) Math.ceil(DEPTH_MM / dx), (int) Math.ceil(heightMm / dz));
        float[] hu = new float[(int) shape.voxels()];
        byte[] labels = new byte[hu.length];
        Random noise = new Random(random.nextLong());
        boolean zeroOutside = number % ZERO_OUTSIDE_EVERY == ZERO_OUTSIDE_EVERY - 3;
        double[] subvoxels = {-0.25, 0.25};
        int at = 0;
        for (int column = 0; column < shape.z(); column++) {
            double x = (column + 0.5) * dx;
            for (int row = 0; row < shape.y(); row++) {
                double y = (row + 0.5) * dx;
                for (int slice = 0; slice < shape.x(); slice++, at++) {
                    double z = (slice + 0.5) * dz;
                    labels[at] = label(x, y, z);
                    if (zeroOutside && labels[at] == 0 && outsideFieldOfView(x, y)) {
                        continue;
                    }
                    double sum = 0;
                    // Far smoother than a voxel, so once per voxel will do.
                    double texture = 6 * fine.at(x, y, z);
                    double bulge = coarse.at(x, y, z);
                    for (double sx : subvoxels) {
                        for (double sz : subvoxels) {
                            sum += tissue(x + sx * dx, y + sx * dx, z + sz * dz, texture, bulge);
                        }
                    }
                    // Plus 0.0: a file of integers knows no negative zero.
                    double value = Math.rint(sum / 4 + noiseHu * noise.nextGaussian()) + 0.0;
                    hu[at] = (float) Math.max(LOWEST_HU, Math.min(HIGHEST_HU, value));
                }
            }
        }
        Spacing spacing = new Spacing(dx, dx, dz);
        return new PhantomCase(
                caseId,
                new ImageVolume(hu, 1, shape, spacing, VoxelType.INT16),
                new LabelVolume(labels, shape, spacing),
                Affine.of(new double[][] {{0, 0, -dx, 0}, {0, -dx, 0, 0}, {-dz, 0, 0, 0}}));
    }

    private byte label(double x, double y, double z) {
        for (Ellipsoid tumor : tumors) {
            if (tumor.level(x, y, z) < 1) {
                return TUMOR;
            }
        }
        for (Ellipsoid cyst : cysts) {
            if (cyst.level(x, y, z) < 1) {
                return KIDNEY;
            }
        }
        for (Ellipsoid kidney : kidneys) {
            if (kidney.level(x, y, z) < 1) {
                return KIDNEY;
            }
        }
        return 0;
    }

    private double tissue(double x, double y, double z, double texture, double bulge) {
        double body = body(x, y);
        if (body > 1) {
            return -1000;
        }
        for (Ellipsoid tumor : tumors) {
            if (tumor.level(x, y, z) < 1) {
                return tumorHu + 2 * texture;
            }
        }
        for (Ellipsoid cyst : cysts) {
            if (cyst.level(x, y, z) < 1) {
                return 12;
            }
        }
        for (Ellipsoid kidney : kidneys) {
            if (kidney.level(x, y, z) < 1) {
                return kidneyHu + texture;
            }
        }
        double wall = body * (1 + 0.03 * bulge);
        if (wall > WALL) {
            return -105 + texture;
        }
        if (wall > 0.66) {
            return muscleHu + texture;
        }
        double hu = bulge > 0.2 ? 35 : -95;
        for (Organ organ : organs) {
            if (organ.shape.level(x, y, z) + organ.roughness * bulge < 1) {
                hu = organ.hu;
            }
        }
        return hu + texture;
    }

    private boolean outsideFieldOfView(double x, double y) {
        double dx = x - centreX;
        double dy = y - centreY;
        double radius = 0.49 * WIDTH_MM;
        return dx * dx + dy * dy > radius * radius;
    }

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
