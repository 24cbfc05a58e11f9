package io.nephrite.local.faults;

import io.nephrite.local.service.ServiceKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What anybody who reaches the services' ports may ask, and what they give away. */
final class StrangeRequests {
    private StrangeRequests() {}

    static List<Fault> all() {
        return List.of(
                new Fault(
                        "secrets",
                        "the store's secret key in logs, metrics and command lines",
                        StrangeRequests::secrets),
                new Fault("rest-seal", "POST /datasets/NoSuchName/seal with a body", StrangeRequests::sealOfNothing),
                new Fault("rest-names", "REST with names that no dataset can have", StrangeRequests::strangeNames),
                new Fault(
                        "rest-jobs",
                        "cancel, pause and extend of trainings by guessed ids",
                        StrangeRequests::guessedIds),
                new Fault("rest-deep", "REST bodies of 200,000 brackets", StrangeRequests::deepBodies));
    }

    private static Outcome secrets(Laboratory l) throws Exception {
        List<String> found = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            String log = Files.readString(l.system().service(kind).log());
            String metrics = l.system()
                    .get(l.system().address(kind).resolve("/q/metrics"))
                    .body();
            if (log.contains(RealSystem.SECRET_KEY)
                    || metrics.contains(RealSystem.SECRET_KEY)
                    || l.system().service(kind).commandLine().contains(RealSystem.SECRET_KEY)) {
                found.add(kind.serviceName());
            }
        }
        return Outcome.of(found.isEmpty(), found.isEmpty() ? "in none of the five" : "found in those of " + found);
    }

    private static Outcome sealOfNothing(Laboratory l) throws Exception {
        int status = l.system()
                .post(
                        l.system().address(ServiceKind.INGEST).resolve("/datasets/NoSuchName/seal"),
                        "{\"until\": \"plans\"}")
                .statusCode();
        boolean made = !l.system().datasets().list("NoSuchName/").isEmpty();
        return Outcome.of(
                status == 404 && !made, "answer " + status + (made ? "; made a dataset" : "; nothing written"));
    }

    private static Outcome strangeNames(Laboratory l) throws Exception {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("%2e%2e%2f..%2fx", "traversal");
        names.put("%00", "NUL");
        names.put("a".repeat(3000), "3,000 characters");
        names.put("%3Cb%3E", "HTML");
        names.put("_jobs", "_jobs");
        List<String> seen = new ArrayList<>();
        boolean holds = true;
        for (Map.Entry<String, String> name : names.entrySet()) {
            int eval = l.system()
                    .get(l.system().address(ServiceKind.EVAL).resolve("/datasets/" + name.getKey() + "/status"))
                    .statusCode();
            int ingest = l.system()
                    .get(l.system().address(ServiceKind.INGEST).resolve("/datasets/" + name.getKey()))
                    .statusCode();
            seen.add(name.getValue() + " " + eval + "/" + ingest);
            holds &= eval / 100 == 4 && ingest / 100 == 4;
        }
        int estimate = l.system()
                .post(
                        l.system().address(ServiceKind.TRAINER).resolve("/estimates"),
                        "{\"dataset\": \"../x\", \"version\": \"../y\"}")
                .statusCode();
        seen.add("estimates of ../x " + estimate);
        return Outcome.of(holds && estimate / 100 == 4, "answers of eval/ingest: " + String.join(", ", seen));
    }

    private static Outcome guessedIds(Laboratory l) throws Exception {
        List<String> seen = new ArrayList<>();
        boolean holds = true;
        for (String id : List.of("x", "%20", "t", "..%2f", "training-")) {
            for (String wish : List.of("cancel", "pause", "extend")) {
                int status = post(l, ServiceKind.TRAINER, "/trainings/" + id + "/" + wish, "");
                holds &= status / 100 == 4;
                seen.add(Integer.toString(status));
            }
        }
        return Outcome.of(holds, "answers " + String.join(", ", seen));
    }

    private static Outcome deepBodies(Laboratory l) throws Exception {
        String body = new String(RefusedUploads.brackets(200_000), StandardCharsets.UTF_8);
        int seal = post(l, ServiceKind.INGEST, "/datasets/Task900_Deep/seal", body);
        int estimate = post(l, ServiceKind.TRAINER, "/estimates", body);
        return Outcome.of(seal == 400 && estimate == 400, "answers of seal and estimates: " + seal + ", " + estimate);
    }

    private static int post(Laboratory l, ServiceKind kind, String path, String body) throws Exception {
        URI address = l.system().address(kind).resolve(path);
        return l.system().post(address, body).statusCode();
    }
}
