package io.nephrite.testkit.quarkus;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What a {@link TestIssuer} signs.
 *
 * @param issuer its address
 */
public record Tokens(URI issuer) {
    /** Of the issuer that the running test asks. */
    public static Tokens ofTheTest() {
        return new Tokens(ConfigProvider.getConfig().getValue("nephrite.login.issuer", URI.class));
    }

    /**
     * Signs a token for a user with these roles.
     *
     * @param roles by commas; none where it is empty
     */
    public String of(String roles) throws IOException, InterruptedException {
        return wish("roles=" + roles);
    }

    /** One that has ended. */
    public String expired(String roles) throws IOException, InterruptedException {
        return wish("life=-3600&roles=" + roles);
    }

    /** One that was signed for another program. */
    public String forAnother(String roles) throws IOException, InterruptedException {
        return wish("audience=mail&roles=" + roles);
    }

    /** One that says that another has signed it. */
    public String ofAnother(String roles) throws IOException, InterruptedException {
        return wish("issuer=http://127.0.0.1:1&roles=" + roles);
    }

    private String wish(String query) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(issuer.resolve(TestIssuer.SIGN + "?" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
