package io.nephrite.eval.app.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One machine, one person: the address has a token. */
@QuarkusTest
@WithTestResource(
        value = InMemoryChannels.class,
        initArgs = {
            @ResourceArg(name = "nephrite.login.mode", value = "token"),
            @ResourceArg(name = "nephrite.login.token", value = TokenLoginTest.TOKEN)
        })
class TokenLoginTest {
    static final String TOKEN = "the-token-of-this-system";

    @TestHTTPResource("/")
    URI address;

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private HttpResponse<byte[]> send(String path, String method, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"));
        headers.forEach(request::header);
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return send(path, "GET", Map.of());
    }

    @Test
    void keepsTheTokenOfTheAddressInACookieAndTakesItOutOfTheAddress() throws Exception {
        HttpResponse<byte[]> entered = get("/ui/trouble?order=name&token=" + TOKEN);

        assertThat(entered.statusCode()).isEqualTo(303);
        assertThat(entered.headers().firstValue("Location"))
                .contains(address.resolve("/ui/trouble?order=name").toString());
        assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .containsIgnoringCase("Path=/");
        assertThat(get("/ui/trouble").statusCode()).isEqualTo(200);
        assertThat(get("/datasets").statusCode()).isEqualTo(200);
    }

    @Test
    void forgetsTheTokenWhenItsPersonLogsOut() throws Exception {
        get("/?token=" + TOKEN);
        assertThat(new String(get("/").body(), UTF_8)).contains("action=\"/logout\"");

        HttpResponse<byte[]> left = send("/logout", "POST", Map.of("Sec-Fetch-Site", "same-origin"));

        assertThat(left.statusCode()).isEqualTo(200);
        assertThat(new String(left.body(), UTF_8)).contains("logged out");
        RestCalls.requireProblem(get("/"), 401);
    }

    @Test
    void logsNobodyOutForAPageOfAnotherAddress() throws Exception {
        get("/?token=" + TOKEN);

        RestCalls.requireProblem(send("/logout", "POST", Map.of("Sec-Fetch-Site", "cross-site")), 403);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void letsNobodyInWithoutIt() throws Exception {
        RestCalls.requireProblem(get("/"), 401);
        RestCalls.requireProblem(get("/?token=" + TOKEN + "x"), 401);
        RestCalls.requireProblem(get("/?token="), 401);
        RestCalls.requireProblem(send("/predictions", "POST", Map.of()), 401);
        RestCalls.requireProblem(send("/predictions", "POST", Map.of("Authorization", "Bearer wrong")), 401);
        RestCalls.requireProblem(send("/predictions", "POST", Map.of("Authorization", "Basic " + TOKEN)), 401);
        RestCalls.requireProblem(send("/predictions?token=" + TOKEN, "POST", Map.of()), 401);
    }

    /** The cookie of a logged-in person goes with them all, at least to another port of the same host. */
    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, http://127.0.0.1:1",
        "Origin, null",
        "Origin, https://example.org"
    })
    void refusesWhatAPageOfAnotherAddressSends(String header, String value) throws Exception {
        get("/?token=" + TOKEN);

        RestCalls.requireProblem(send("/predictions", "POST", Map.of(header, value)), 403);
        RestCalls.requireProblem(send("/models/a/b", "DELETE", Map.of(header, value)), 403);
    }

    @Test
    void takesWhatItsOwnPageSends() throws Exception {
        get("/?token=" + TOKEN);

        RestCalls.requireProblem(send("/predictions", "POST", Map.of("Sec-Fetch-Site", "same-origin")), 400);
        RestCalls.requireProblem(
                send("/predictions", "POST", Map.of("Origin", "http://" + address.getAuthority())), 400);
    }

    @Test
    void answersNoOtherOriginAndSaysSoOfEveryFile() throws Exception {
        for (String path :
                new String[] {"/?token=" + TOKEN, "/", "/datasets", "/ui/dom.js", "/q/health/live", "/none"}) {
            HttpResponse<byte[]> answer = send(path, "GET", Map.of("Origin", "https://example.org"));

            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(path)
                    .isEmpty();
            assertThat(answer.headers().allValues("X-Content-Type-Options"))
                    .as(path)
                    .containsExactly("nosniff");
            assertThat(answer.headers().allValues("Referrer-Policy")).as(path).containsExactly("no-referrer");
            assertThat(answer.headers().allValues("X-Frame-Options")).as(path).containsExactly("DENY");
        }
        assertThat(get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'none'");
    }
}
