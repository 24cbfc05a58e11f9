package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseGroups;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.FoldSplitter;
import io.nephrite.core.plans.Plans;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with a document of a user, the message is ours. */
class DocumentMessagesTest {
    private static final int BROKEN_OF_EACH = 2_000;
    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "0.5", "\"x\"", "{}", "[]", "#", "NaN",
            "\\u00", "'");

    @Test
    void saysWhatIsWrongInItsOwnWords() {
        Map<Consumer<byte[]>, String> readers = new LinkedHashMap<>();
        readers.put(
                json -> told(DescriptionReader.dataset(json).faults()),
                "{'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'kidney': 1, 'both': [1, 2]},"
                        + " 'regions_class_order': [1, 2], 'numTraining': 2, 'file_ending': '.nii.gz'}");
        readers.put(
                json -> told(DescriptionReader.dataset(json).faults()),
                "{'modality': {'0': 'CT'}, 'labels': {'0': 'background', '1': 'Kidney'}, 'numTraining': 1,"
                        + " 'training': [{'image': './imagesTr/a.nii.gz', 'label': './labelsTr/a.nii.gz'}],"
                        + " 'test': ['./imagesTs/t.nii.gz']}");
        readers.put(json -> told(DescriptionReader.kits19(json).faults()), "[{'case_id': 'case_00000'}]");
        readers.put(
                Experiment::parse,
                "{'configurations': ['3d_fullres'], 'folds': ['0'], 'foldCount': 3, 'exclude': ['a'],"
                        + " 'training': {'epochs': 2, 'precision': 'fp32'}, 'faults': {'NO_FOREGROUND': 'ignore'},"
                        + " 'planner': {'overrides': {'2d': {'batch_size': 2}}}}");
        readers.put(
                Plans::parse,
                "{'plans_name': 'p', 'configurations': {'2d': {'batch_size': 2, 'patch_size': [32, 32],"
                        + " 'spacing': [1.0, 1.0]}}, 'transpose_forward': [0, 1, 2]}");
        readers.put(
                json -> new FoldSplitter(List.of("a", "b"), Map.of()).checked(json, List.of(), Experiment.defaults()),
                "[{'train': ['a'], 'val': ['b']}]");
        readers.put(FoldSplits::parse, "[{'train': ['a'], 'val': ['b']}]");
        readers.put(Goal::parse, "{'until': 'plans'}");
        readers.put(
                DatasetFingerprint::parse,
                "{'spacings': [[1.0, 1.0, 1.0]], 'shapes_after_crop': [[3, 4, 5]],"
                        + " 'median_relative_size_after_cropping': 1.0,"
                        + " 'foreground_intensity_properties_per_channel': {'0': {'mean': 1.0}}}");
        readers.put(csv -> told(CaseGroups.parse(csv).faults()), "case,group\na,1\nb,2\n");

        Random random = new Random(7);
        int refused = 0;
        for (Map.Entry<Consumer<byte[]>, String> reader : readers.entrySet()) {
            for (int i = 0; i < BROKEN_OF_EACH; i++) {
                byte[] broken = broken(reader.getValue().replace('\'', '"'), random);
                try {
                    reader.getKey().accept(broken);
                } catch (PipelineException | IllegalArgumentException e) {
                    refused++;
                    OwnWords.require(e.getMessage());
                }
            }
        }
        assertThat(refused).isGreaterThan(readers.size() * BROKEN_OF_EACH / 4);
    }

    private static void told(List<Fault> faults) {
        faults.forEach(f -> OwnWords.require(f.sentence()));
    }

    /** With a piece put in, in place of something, or with its end cut off. */
    private static byte[] broken(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int times = 1 + random.nextInt(2); times > 0 && !out.isEmpty(); times--) {
            int at = random.nextInt(out.length());
            int end = Math.min(out.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> out.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> out.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> out.delete(at, end);
                default -> out.setLength(at);
            }
        }
        byte[] bytes = out.toString().getBytes(UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
