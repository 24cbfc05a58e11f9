package io.nephrite.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.CaseContent;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.Plans;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObjectKeysTest {
    private static final VersionId VERSION = new VersionId("D", "V");

    /** What is stored under a key today must be found under it tomorrow: only add lines to the file. */
    @Test
    void everyKeyStaysAsItWasFrozen() throws IOException {
        String keys = Arrays.stream(ObjectKeys.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == String.class)
                .map(m -> m.getName() + " " + key(m) + "\n")
                .sorted()
                .collect(Collectors.joining());
        try (InputStream frozen = ObjectKeysTest.class.getResourceAsStream("object-keys.txt")) {
            assertThat(keys).isEqualTo(new String(frozen.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void plansCannotTakeTheNameOfAnotherDocumentOfTheResults() {
        String folder = ObjectKeys.results(VERSION);
        List<String> documents = Arrays.stream(ObjectKeys.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == String.class)
                .filter(m -> !m.getName().equals("plans"))
                .map(ObjectKeysTest::key)
                .filter(k -> k.startsWith(folder) && k.endsWith(".json"))
                .map(k -> k.substring(folder.length(), k.length() - ".json".length()))
                .filter(name -> !name.contains("/"))
                .toList();
        assertThat(documents).contains("manifest", "report", "planning-reduced").hasSizeGreaterThan(10);
        for (String name : documents) {
            ObjectNode plans = Json.mapper().createObjectNode().put("plans_name", name);
            assertThatThrownBy(() -> Plans.of(plans))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("a name that no other document of the results has");
        }
    }

    private static String key(Method method) {
        Object[] arguments = Arrays.stream(method.getParameters())
                .map(ObjectKeysTest::example)
                .toArray();
        try {
            return (String) method.invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object example(Parameter parameter) {
        return switch (parameter.getName()) {
            case "dataset" -> "D";
            case "version" -> VERSION;
            case "eventId" -> "E";
            case "file" -> "dataset.json";
            case "fold" -> VERSION.fold("3d_fullres", "0");
            case "caseId" -> "case_1";
            case "configuration" -> "3d_fullres";
            case "folds" -> List.of("0", "1");
            case "ensemble" -> "ensemble___A___B___0_1";
            case "ending" -> ".nii.gz";
            case "parametersId" -> "P";
            case "plansName" -> "nnUNetPlans";
            case "trainingId" -> "T";
            case "targetId" -> "N";
            case "model" -> "M";
            case "content" -> new CaseContent("case_1", "C");
            case "topic" -> "case-checked";
            case "offset" -> 12L;
            case "timeMillis" -> 1_700_000_000_000L;
            case "id" -> "M";
            case "path" -> "model.json";
            case "alias" -> "latest";
            case "queue" -> "training";
            case "number" -> 7;
            case "files" ->
                new CaseFiles("case_1", "C", List.of(new CaseFiles.StoredFile("D/a.nii.gz", 1, "e")), Optional.empty());
            case "raw" ->
                Optional.of(new RawResampling(
                        List.of(1.62, 1.62, 3.22), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, -1024));
            default -> throw new IllegalArgumentException("give an example of " + parameter);
        };
    }
}
