package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.PutAddresses;
import io.nephrite.s3.S3Connection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;

/** What a store must do for a browser that puts a file to a signed address from a page of another port. */
final class BrowserPuts {
    private static final String KEY = "Dataset 7/imagesTr/\u00e4 (1)_0000.nii.gz";
    private static final String PAGE = "http://127.0.0.1:8085";

    private final HttpClient client = HttpClient.newHttpClient();
    private final S3Connection connection;
    private final ObjectStore bucket;

    /** @param bucket {@code nephrite}: what is put there is not announced */
    BrowserPuts(S3Connection connection, ObjectStore bucket) {
        this.connection = connection;
        this.bucket = bucket;
    }

    void requireTaken() throws Exception {
        URI url = address();

        HttpResponse<String> preflight = send(HttpRequest.newBuilder(url)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", PAGE)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "content-type"));
        assertThat(preflight.statusCode()).as(preflight.body()).isBetween(200, 204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin").orElse(""))
                .isIn(PAGE, "*");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElse(""))
                .contains("PUT");

        HttpResponse<String> put = send(HttpRequest.newBuilder(url)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 2, 3}))
                .header("Origin", PAGE)
                .header("Content-Type", "application/gzip"));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        assertThat(put.headers().firstValue("Access-Control-Allow-Origin").orElse(""))
                .isIn(PAGE, "*");
        assertThat(bucket.bytes(KEY)).containsExactly(1, 2, 3);
        assertThat(bucket.stat(KEY).orElseThrow().etag())
                .as("the MD5 that a browser compares with")
                .isEqualTo("5289df737df57326fcdd22597afb1fac");
    }

    /** An address is good for its own object and for nothing else. */
    void requireBound() throws Exception {
        String url = address().toString();

        for (String other : new String[] {
            url.replace("imagesTr", "labelsTr"),
            url.replace("Dataset%207", "Dataset%208"),
            url.replace("/" + ObjectKeys.NEPHRITE + "/", "/" + ObjectKeys.DATASETS + "/"),
            url.replace("imagesTr/", "imagesTr/../../Other/")
        }) {
            assertThat(other).isNotEqualTo(url);
            HttpResponse<String> put = send(
                    HttpRequest.newBuilder(URI.create(other)).PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[1])));
            assertThat(put.statusCode()).as(other).isBetween(400, 403);
        }
        HttpResponse<String> get = send(HttpRequest.newBuilder(URI.create(url)).GET());
        assertThat(get.statusCode()).as("reading with an address to put").isBetween(400, 403);
    }

    private URI address() {
        return new PutAddresses(connection, ObjectKeys.NEPHRITE, Clock.systemUTC())
                .of(KEY)
                .url();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
