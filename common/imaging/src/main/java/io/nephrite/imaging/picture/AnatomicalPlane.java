package io.nephrite.imaging.picture;

/**
 * The planes in which people look at a patient. The viewer faces the patient: in an axial and a coronal slice the
 * patient's right is on the left; anterior or superior is at the top. In a sagittal slice anterior is on the left.
 */
public enum AnatomicalPlane {
    AXIAL("SI", "RL", "AP"),
    CORONAL("AP", "RL", "SI"),
    SAGITTAL("RL", "AP", "SI");

    private final String across;
    private final String columns;
    private final String rows;

    /** Pairs of opposite directions: across the slices, from the left to the right, from the top to the bottom. */
    AnatomicalPlane(String across, String columns, String rows) {
        this.across = across;
        this.columns = columns;
        this.rows = rows;
    }

    String across() {
        return across;
    }

    String columns() {
        return columns;
    }

    String rows() {
        return rows;
    }
}
