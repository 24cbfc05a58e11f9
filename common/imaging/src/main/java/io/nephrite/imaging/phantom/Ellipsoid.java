package io.nephrite.imaging.phantom;

/**
 * An ellipsoid in patient millimetres: x from right to left, y from front to back, z from head to feet. The long axis
 * (z) may be tilted in the frontal and the sagittal plane, as kidneys are.
 */
final class Ellipsoid {
    private final double x;
    private final double y;
    private final double z;
    private final double rx;
    private final double ry;
    private final double rz;
    private final double tiltX;
    private final double tiltY;

    Ellipsoid(double x, double y, double z, double rx, double ry, double rz) {
        this(x, y, z, rx, ry, rz, 0, 0);
    }

    /** @param tiltX sideways shift per millimetre along z, {@code tiltY} likewise to the back */
    Ellipsoid(double x, double y, double z, double rx, double ry, double rz, double tiltX, double tiltY) {
        this.x = x;
        this.y = y;
        this.z = z;
        this.rx = rx;
        this.ry = ry;
        this.rz = rz;
        this.tiltX = tiltX;
        this.tiltY = tiltY;
    }

    /** Squared distance from the centre in radii: below 1 is inside. */
    double level(double px, double py, double pz) {
        double dz = pz - z;
        double dx = (px - x - tiltX * dz) / rx;
        double dy = (py - y - tiltY * dz) / ry;
        double az = dz / rz;
        return dx * dx + dy * dy + az * az;
    }

    /** A point on the surface in the direction of the given unit-less vector, as x, y, z. */
    double[] surface(double dx, double dy, double dz) {
        double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
        double offsetZ = rz * dz / length;
        return new double[] {x + rx * dx / length + tiltX * offsetZ, y + ry * dy / length + tiltY * offsetZ, z + offsetZ
        };
    }
}
