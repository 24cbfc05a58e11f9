package io.nephrite.eval.app.page;

import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.viewer.CaseViewer.NoSuchCaseException;
import io.nephrite.runtime.rest.RequestFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How requests to look at an image are answered: one after another, with pictures or JSON, and with what was wrong. */
@ApplicationScoped
class PictureAnswers {
    static final String PNG = "image/png";
    /** Slices of a version do not change; a prediction may be made again. */
    private static final String KEPT_FOR_MINUTES = "private, max-age=300";

    private final PictureQueue pictures;

    PictureAnswers(PictureQueue pictures) {
        this.pictures = pictures;
    }

    CompletionStage<Response> answer(Supplier<Response> work) {
        return pictures.submit(() -> {
            try {
                return work.get();
            } catch (IllegalArgumentException e) {
                throw RequestFault.badRequest(e);
            } catch (NoSuchCaseException | ObjectStore.NoSuchObjectException e) {
                throw RequestFault.notFound(e.getMessage());
            }
        });
    }

    static <E extends Enum<E>> E oneOf(E[] values, String what, String name) {
        return Arrays.stream(values)
                .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> RequestFault.badRequest(
                        what + " must be one of " + Arrays.toString(values).toLowerCase(Locale.ROOT)));
    }

    static Response json(Object body) {
        return Response.ok(Json.bytes(body), MediaType.APPLICATION_JSON).build();
    }

    static Response png(byte[] picture) {
        return Response.ok(picture, PNG)
                .header("Cache-Control", KEPT_FOR_MINUTES)
                .build();
    }
}
