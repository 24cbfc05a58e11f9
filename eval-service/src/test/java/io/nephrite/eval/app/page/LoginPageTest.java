package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.nephrite.testkit.quarkus.TestIssuer;
import io.nephrite.testkit.quarkus.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People log in at the issuer, programs bring its tokens. */
@QuarkusTest
@WithTestResource(
        value = InMemoryChannels.class,
        initArgs = {
            @ResourceArg(name = "nephrite.login.mode", value = "oidc"),
            @ResourceArg(name = "nephrite.login.token", value = LoginPageTest.TOKEN)
        })
@WithTestResource(TestIssuer.class)
class LoginPageTest {
    static final String TOKEN = "the-token-of-these-services";
    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

    @TestHTTPResource("/")
    URI address;

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private HttpResponse<String> open(String path) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Accept", HTML)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** As a browser does: to the issuer and back with a code, which stands for the role; then on to what was asked for. */
    private HttpResponse<String> logInAs(String role, String path) throws Exception {
        HttpResponse<String> sent = open(path);
        assertThat(sent.statusCode()).isEqualTo(302);
        URI login = URI.create(sent.headers().firstValue("Location").orElseThrow());
        assertThat(login.toString()).startsWith(Tokens.ofTheTest().issuer() + "/authorize");
        Map<String, String> query = Arrays.stream(login.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertThat(query.get("redirect_uri")).isEqualTo(address.toString());
        HttpResponse<String> back =
                open("/?code=" + role + "&state=" + URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8));
        while (back.statusCode() == 302) {
            back = open(URI.create(back.headers().firstValue("Location").orElseThrow())
                    .getPath());
        }
        return back;
    }

    @Test
    void bringsAPersonToThePageThatWasAskedForAndLetsPartsEventsAndDownloadsPass() throws Exception {
        HttpResponse<String> page = logInAs("operator", "/ui/trouble");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("trouble.js", "data-read-only=\"false\"", "data-operated=\"true\"");
        assertThat(open("/ui/parts/failures").statusCode()).isEqualTo(200);
        assertThat(open("/models/none/such/archive").statusCode()).isEqualTo(404);
        HttpResponse<InputStream> events = browser.send(
                HttpRequest.newBuilder(address.resolve("/live"))
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        events.body().close();
        assertThat(events.statusCode()).isEqualTo(200);
    }

    @Test
    void asksForTheLoginAgainAfterALogout() throws Exception {
        assertThat(logInAs("viewer", "/").body()).contains("action=\"/logout\"");

        HttpResponse<String> left = browser.send(
                HttpRequest.newBuilder(address.resolve("/logout"))
                        .header("Accept", HTML)
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(left.statusCode()).isEqualTo(200);
        assertThat(left.body()).contains("logged out here");
        assertThat(open("/").statusCode()).isEqualTo(302);
    }

    @Test
    void drawsNoControlForWhoMayOnlyLook() throws Exception {
        HttpResponse<String> page = logInAs("viewer", "/");

        assertThat(page.body()).contains("data-read-only=\"true\"").doesNotContain("upload.js");
    }

    @Test
    void offersAnEditorNothingThatAnOperatorMayDo() throws Exception {
        HttpResponse<String> page = logInAs("editor", "/");

        assertThat(page.body()).contains("data-read-only=\"false\"", "data-operated=\"false\"", "upload.js");
    }

    @Test
    void letsNobodyInWhomTheIssuerGivesNoRole() throws Exception {
        HttpResponse<String> page = logInAs("guest", "/");

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("role");
    }

    @Test
    void sendsNoScriptOfAPageToTheLogin() throws Exception {
        HttpResponse<byte[]> part = browser.send(
                HttpRequest.newBuilder(address.resolve("/ui/parts/failures"))
                        .header("Accept", HTML)
                        .header("HX-Request", "true")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        RestCalls.requireProblem(part, 401);
        assertThat(part.headers().firstValue("HX-Refresh")).contains("true");
    }

    private HttpResponse<byte[]> withToken(String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve("/datasets"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void refusesTokensThatAreOldOfAnotherForAnotherOrChanged() throws Exception {
        Tokens tokens = Tokens.ofTheTest();
        String good = tokens.of("viewer");
        String[] parts = good.split("\\.", -1);
        String[] mightier = tokens.of("operator").split("\\.", -1);

        assertThat(withToken(good).statusCode()).isEqualTo(200);
        RestCalls.requireProblem(withToken(tokens.expired("viewer")), 401);
        RestCalls.requireProblem(withToken(tokens.forAnother("viewer")), 401);
        RestCalls.requireProblem(withToken(tokens.ofAnother("viewer")), 401);
        RestCalls.requireProblem(withToken(parts[0] + "." + mightier[1] + "." + parts[2]), 401);
        RestCalls.requireProblem(withToken("eyJhbGciOiJub25lIn0." + mightier[1] + "."), 401);
        RestCalls.requireProblem(withToken("no token at all"), 401);
    }

    @Test
    void letsServicesAskEachOtherByTheTokenOfTheSystem() throws Exception {
        assertThat(withToken(TOKEN).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"q/health/live", "q/health/ready", "q/health/started", "q/metrics", "ui/style.css", "ui/dom.js"})
    void leavesOpenWhatSaysNothingOfPatientsAndChangesNothing(String path) throws Exception {
        assertThat(new RestCalls(address).get(path).statusCode()).isNotIn(302, 401, 403, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ui/datasets/any",
                "ui/datasets/any/cases/any",
                "ui/parts/datasets",
                "ui/parts/datasets/any/work",
                "ui/parts/datasets/any/cases",
                "ui/parts/datasets/any/results",
                "ui/parts/datasets/any/versions",
                "ui/parts/datasets/any/faults",
                "ui/parts/failures",
                "ui/trouble",
                "ui/predict",
                "ui/predict/any/any"
            })
    void closesThePages(String path) throws Exception {
        RestCalls.requireProblem(new RestCalls(address).get(path), 401);
    }
}
