package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a dataset's folder is laid out. */
public enum DatasetLayout {
    /** nnU-Net v2: {@code channel_names}, {@code labels} name → value, {@code file_ending}. */
    NNUNET_V2("nnunet-v2"),
    /**
     * nnU-Net v1 and the Medical Segmentation Decathlon: {@code modality}, {@code labels} value → name, lists of files.
     */
    NNUNET_V1("nnunet-v1"),
    /** A checkout of the KiTS19 repository: {@code case_00000/imaging.nii.gz} and {@code segmentation.nii.gz}. */
    KITS19("kits19");

    /** What users of nnU-Net v1 make of a KiTS19 checkout, whose folder says what it is and not which task. */
    public static final String KITS19_TASK = "Task040_KiTS";

    private final String label;

    DatasetLayout(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }
}
