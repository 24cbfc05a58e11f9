package io.nephrite.core.dataset;

import static io.nephrite.core.dataset.Severity.ERROR;
import static io.nephrite.core.dataset.Severity.WARNING;

import java.util.EnumSet;
import java.util.Set;

/**
 * Everything that can be wrong with a dataset, how severe it is, and what to do if the place of the fault suggests
 * nothing better.
 */
public enum FaultCode {
    // the description
    DESCRIPTION_MISSING(ERROR, "put dataset.json into the dataset's folder, or kits.json for a KiTS19 checkout"),
    DESCRIPTION_TOO_LARGE(ERROR, "check that dataset.json is the dataset's description and not data"),
    JSON_MALFORMED(ERROR, "correct the JSON at the place named; an editor with JSON support shows it"),
    JSON_TOO_DEEP(ERROR, "write dataset.json again; it needs no more than a few levels"),
    SCHEMA_VIOLATION(ERROR, "write the field as expected"),
    LAYOUT_UNKNOWN(ERROR, "add channel_names (nnU-Net v2) or modality (nnU-Net v1, Decathlon)"),
    LAYOUT_MIXED(ERROR, "use the fields of one layout only"),
    LABELS_NOT_CONSECUTIVE(ERROR, "number the labels 0, 1, 2, … without gaps and change the label files alike"),
    BACKGROUND_MISSING(ERROR, "declare background with the value 0"),
    LABEL_DECLARED_TWICE(ERROR, "give each label its own name and value"),
    LABEL_OUT_OF_RANGE(ERROR, "use label values from 0 to 32,767"),
    REGIONS_WITHOUT_ORDER(ERROR, "add regions_class_order with one value per region"),
    REGION_EXPORTED_AS_ANOTHER(
            WARNING, "declare regions from large to small, each with a value of its own voxels in regions_class_order"),
    REGIONS_WITH_ONE_VALUE(WARNING, "give each region a value of its own in regions_class_order"),
    REGIONS_ALIKE(WARNING, "remove one of the regions, or correct its values"),
    REGION_VALUES_ODD(WARNING, "list each foreground value of the region once, and nothing else"),
    LABEL_NAME_NEAR_IGNORE(WARNING, "write the name as \"ignore\" if its voxels are to be left out of the loss"),
    FIELD_WITHOUT_EFFECT(WARNING, "remove the field, or declare what it is about"),
    FIELD_NOT_READ(WARNING, "correct the field or leave it out"),
    REGION_EXPORTED_AS_UNDECLARED(ERROR, "use values of declared foreground labels in regions_class_order"),
    IGNORE_NOT_LAST(ERROR, "give the ignore label one value, the highest"),
    CHANNELS_NOT_CONSECUTIVE(ERROR, "number the channels 0, 1, 2, … without gaps"),
    FILE_ENDING_NOT_SUPPORTED(ERROR, "name an ending that is read, or convert the images to .nii.gz"),
    READER_NOT_SUPPORTED(ERROR, "name a reader of such files, or leave the field out"),
    COUNT_DIFFERS(ERROR, "set numTraining to the number of training cases, or complete the list"),
    CASE_LISTED_TWICE(ERROR, "list each case once"),
    FILE_LISTED_TWICE(ERROR, "name each file for one case and one channel or label only"),
    CASE_NAMES_DIFFER_IN_CASE(ERROR, "rename one of them; some file systems hold only one of the two"),
    NAME_NOT_SAFE(ERROR, "use letters, digits, dot, dash and underscore, and paths inside the dataset's folder"),
    NO_TRAINING_CASES(ERROR, "add training cases with labels"),
    CASE_UNKNOWN(WARNING, "correct the name, or remove it"),
    GROUPS_MALFORMED(ERROR, "write one line \"case,group\" for each case"),
    EXPERIMENT_INVALID(ERROR, "correct experiment.json at the place named"),

    PLANS_AMBIGUOUS(WARNING, "name the plans to be used under /planner/plans in experiment.json, or remove the others"),
    PLANS_MISSING(ERROR, "put the plans beside dataset.json, or correct the name in experiment.json"),

    // files
    FILE_MISSING(ERROR, "add the file, or remove the case from dataset.json"),
    FILE_NOT_LISTED(WARNING, "list the case in dataset.json, or remove the file"),
    FILE_ENDINGS_DIFFER(ERROR, "give all channels of the case one file ending"),
    PREDICTION_MISSING(ERROR, "predict the case, or count it as empty with --missing background"),
    REFERENCE_MISSING(ERROR, "add the reference, or remove the prediction"),
    FILE_TWICE(ERROR, "remove one of the two files, or rename it"),
    FILE_NOT_USED(WARNING, "rename the file as expected, or remove it"),
    FORMAT_NOT_READ(WARNING, "convert the file, or remove it"),
    LABEL_WITHOUT_IMAGE(ERROR, "add the image, or remove the label"),
    IMAGE_WITHOUT_LABEL(ERROR, "add the label, or remove the image"),
    CHANNEL_MISSING(ERROR, "add every channel of the case, _0000, _0001, …"),
    CHANNEL_NOT_DECLARED(ERROR, "declare the channel in dataset.json, or remove the file"),
    CHANNEL_COUNT_DIFFERS(ERROR, "write as many channels into the file as dataset.json declares"),
    FILE_EMPTY(ERROR, "copy the file again from where it came from"),
    NOT_GZIP(ERROR, "compress the file with gzip, or name it .nii"),
    GZIP_TRUNCATED(ERROR, "copy the file again from where it came from; it ends too early"),
    GZIP_CORRUPT(ERROR, "copy the file again from where it came from; its bytes were changed on the way"),
    GZIP_HEADER_TOO_LONG(ERROR, "compress the file again with plain gzip"),
    TRAILING_BYTES(ERROR, "write the file again; bytes follow its end"),
    NOT_NIFTI(ERROR, "export the image as NIfTI-1 (.nii.gz)"),
    MAGIC_WRONG(ERROR, "export the image as single-file NIfTI-1 (.nii.gz)"),
    HEADER_IMAGE_PAIR(ERROR, "convert the .hdr/.img pair to a single .nii.gz file"),
    FORMAT_DIFFERS(ERROR, "write the image in the format that its ending names, or give the file its own ending"),
    HEADER_MALFORMED(ERROR, "write the header again"),
    ENCODING_NOT_SUPPORTED(ERROR, "write the voxels raw or compressed without loss, in one file"),
    DATA_FILE_MISSING(ERROR, "put the file with the voxels beside its header, or write both into one file"),
    VECTOR_VOXELS(ERROR, "write each channel into a file of its own"),
    PICTURE_CORRUPT(ERROR, "copy the file again from where it came from; its pixels cannot be decoded"),
    PICTURES_DIFFER(ERROR, "write all pictures of a stack with one size and one type"),
    PICTURE_FOR_STACK(
            ERROR, "write stacks if dataset.json names stacks, and single pictures if it names single pictures"),
    SPACING_FILE_INVALID(ERROR, "write {\"spacing\": [z, y, x]} with three sizes above 0"),
    FILE_TRUNCATED(ERROR, "copy the file again from where it came from; it holds fewer voxels than its header says"),
    VOLUME_TOO_LARGE(ERROR, "crop or resample the image; at most 2,147,483,639 voxels fit"),

    // the header
    DATA_TYPE_NOT_SUPPORTED(ERROR, "convert to an integer or float type of 8 to 64 bits"),
    BITPIX_DIFFERS(ERROR, "write the header again; bitpix and datatype contradict each other"),
    DIMENSIONS_IMPOSSIBLE(ERROR, "write the header again with dim[0] from 2 to 4 and every dim at least 1"),
    PIXDIM_NOT_POSITIVE(ERROR, "set the voxel size in mm, in NIfTI pixdim[1..3]"),
    PIXDIM_NEGATIVE(WARNING, "export again; the magnitude is used, and the orientation as it stands in the affine"),
    UNIT_CONVERTED(WARNING, "nothing, if the sizes in mm are right; otherwise set the unit in the header"),
    UNIT_NOT_APPLIED(WARNING, "check the voxel sizes; write them in mm"),
    SIZE_IMPLAUSIBLE(WARNING, "check the voxel sizes and their unit; the image is used as it is read"),
    SPACING_ASSUMED(WARNING, "give the voxel sizes; for a stack of pictures, write them into a file beside it"),
    SCALING_NOT_APPLIED(WARNING, "write the scaled values; ITK and nnU-Net read the voxels as they are stored"),
    HEADER_NOT_FINITE(ERROR, "write the header again; NaN or infinity has no meaning there"),
    DATA_OFFSET_IMPOSSIBLE(ERROR, "write the file again; vox_offset points into the header or past the end"),
    SLOPE_ZERO(WARNING, "set scl_slope to 1; 0 is read as \"no scaling\""),
    NO_ORIENTATION(WARNING, "export with qform or sform; left and right cannot be distinguished"),
    SFORM_QFORM_DIFFER(WARNING, "export again with one orientation; the sform is used"),
    AFFINE_SHEARED(ERROR, "resample the image onto a grid with right angles"),
    AFFINE_DEGENERATE(ERROR, "export again with a valid orientation; an axis of the affine has no length"),
    AFFINE_PIXDIM_DIFFER(WARNING, "export again; the affine's voxel size differs from pixdim, which is used"),

    // voxels
    VOXELS_NOT_FINITE(ERROR, "replace NaN and infinite voxels, for CT with -1024"),
    CHANNEL_EMPTY(WARNING, "nothing, if the case does not have this channel; otherwise check its export"),
    IMAGE_CONSTANT(ERROR, "check the export: every voxel has the same value"),
    CT_RANGE_IMPLAUSIBLE(WARNING, "check the rescale slope and intercept of the export; CT is about -1024 to 3071 HU"),
    LABEL_NOT_DECLARED(ERROR, "declare the value in dataset.json, or correct the label file"),
    LABEL_NOT_INTEGRAL(ERROR, "resample labels with nearest neighbour and store them as integers"),
    LABEL_ROUNDED(WARNING, "nothing, if the labels were stored as real numbers; they are read as whole numbers"),
    LABEL_NEGATIVE(ERROR, "correct the label file; labels start at 0"),
    NO_FOREGROUND(WARNING, "check that the case really shows none of the labels"),
    LABEL_NOWHERE(WARNING, "remove the label from dataset.json, or check the label files"),
    LABEL_IN_ONE_CASE(WARNING, "add cases with this label; it cannot be trained and validated with one"),

    // geometry
    SHAPE_DIFFERS(ERROR, "export it again on the image's grid"),
    SPACING_DIFFERS(ERROR, "export it again on the image's grid"),
    ORIGIN_DIFFERS(
            ERROR, "export it again on the image's grid, or set \"geometryFaults\": \"warning\" in experiment.json"),
    DIRECTION_DIFFERS(
            ERROR, "export it again on the image's grid, or set \"geometryFaults\": \"warning\" in experiment.json"),
    ORIENTATION_OUTLIER(WARNING, "check the case's orientation; bring all cases into the same one"),
    ORIENTATIONS_MIXED(WARNING, "check the orientations; bring all cases into the same one"),
    ORIENTATION_BETWEEN_AXES(
            WARNING, "check the case's orientation; it is used as it is stored, and could be named after either axis"),
    SPACING_OUTLIER(WARNING, "check the case's voxel size"),
    SAME_IMAGE_TWICE(
            WARNING,
            "keep one of the two cases, or put both into one group, so that one image is never both trained on and validated");

    /** Errors of something that can be used all the same. */
    private static final Set<FaultCode> USABLE = EnumSet.of(
            COUNT_DIFFERS, CHANNEL_NOT_DECLARED, FILE_TWICE, IMAGE_CONSTANT, ORIGIN_DIFFERS, DIRECTION_DIFFERS);

    private final Severity severity;
    private final String mend;

    FaultCode(Severity severity, String mend) {
        this.severity = severity;
        this.mend = mend;
    }

    public Severity severity() {
        return severity;
    }

    public String mend() {
        return mend;
    }

    /** Whether an experiment may take these faults for warnings, or ignore them. */
    public boolean canBeLowered() {
        return severity == WARNING || USABLE.contains(this);
    }
}
