package io.nephrite.core.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.testkit.FuzzTarget;
import java.util.List;
import java.util.stream.Stream;

/** dataset.json of nnU-Net and of the Decathlon, and KiTS19's kits.json. */
public final class DescriptionTarget implements FuzzTarget {
    private static final List<String> PATHS =
            List.of("imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz", "data/case_00000/imaging.nii.gz", "x.nii", "._a");

    /** A name that is no UTF-8, and which the JSON parser takes for the name "imags" once it has read that. */
    private static final byte[] LIKE_A_NAME_READ_BEFORE =
            "{\"channel_names\": {\"0\": \"CT\"}, \"a\": {\"imag\u00ffs\": []}}".getBytes(ISO_8859_1);

    public static void fuzzerTestOneInput(byte[] input) {
        new DescriptionTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.concat(documents(), Stream.of(LIKE_A_NAME_READ_BEFORE)).toList();
    }

    private static Stream<byte[]> documents() {
        return Stream.of(
                        "{'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'kidney': 1, 'both': [1, 2]},"
                                + " 'regions_class_order': [1, 2], 'numTraining': 2, 'file_ending': '.nii.gz',"
                                + " 'dataset': {'a': {'images': ['imagesTr/a_0000.nii.gz'], 'label': 'labelsTr/a.nii.gz'}}}",
                        "{'modality': {'0': 'CT', '1': 'PET'}, 'labels': {'0': 'background', '1': 'Kidney'},"
                                + " 'numTraining': 1, 'training': [{'image': './imagesTr/a.nii.gz', 'label':"
                                + " './labelsTr/a.nii.gz'}], 'test': ['./imagesTs/t.nii.gz']}",
                        "[{'case_id': 'case_00000'}]")
                .map(json -> json.replace('\'', '"').getBytes(UTF_8));
    }

    @Override
    public void read(byte[] input) {
        for (Description description : List.of(DescriptionReader.dataset(input), DescriptionReader.kits19(input))) {
            description.faults().forEach(fault -> FuzzTarget.requireReason(fault.sentence()));
            if (description.isCheckable()) {
                CaseBook book = new CaseBook(description);
                PATHS.forEach(path -> book.put(path, new StoredFile("d/" + path, 10, "e")));
                book.faults().forEach(fault -> FuzzTarget.requireReason(fault.sentence()));
                book.awaited(5);
                book.entries().forEach(CaseEntry::files);
            }
        }
    }
}
