package io.nephrite.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.service.ServiceKind;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a browser, over a real system: a dataset goes from upload to report while somebody looks. */
class PageFullIT {
    private static final String DATASET = "Task970_Seen";
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    /** Where the pictures of the documents are kept when they are written anew. */
    private static final Path PICTURES = Path.of(System.getProperty("nephrite.home"), "docs", "pictures");

    @TempDir
    static Path folder;

    private static DisturbedSystem system;
    private static ChromeDriver browser;
    private static URI page;

    @BeforeAll
    static void openBrowser() throws Exception {
        Optional<Path> chromium = program("chromium");
        Optional<Path> driver = program("chromedriver");
        assumeTrue(
                chromium.isPresent() && driver.isPresent(),
                "SKIPPED: Chromium and chromedriver are not on the PATH; .ci/tools installs them");
        system = new DisturbedSystem(folder.resolve("system"));
        page = system.address(ServiceKind.EVAL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + folder.resolve("browser"));
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.get().toFile())
                        .build(),
                options);
        browser.manage().window().setSize(new Dimension(1440, 1000));
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        if (system != null) {
            system.close();
        }
    }

    private static Optional<Path> program(String name) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv("PATH"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static WebElement seen(By place) {
        return new WebDriverWait(browser, Duration.ofSeconds(60))
                .until(ExpectedConditions.visibilityOfElementLocated(place));
    }

    private static void open(String path) {
        browser.get(page.resolve(path).toString());
    }

    @Test
    void showsTheWorkFromUploadToTheWorstCase() throws Exception {
        open("/");
        seen(By.xpath("//*[contains(., 'No dataset is known yet')]"));

        system.upload(DATASET, SmallExperiment.of(12, 20));

        // the row appears by itself: the page is not loaded again
        seen(By.linkText(DATASET));
        DatasetStatus status = system.awaitReport(DATASET, PATIENCE);
        picture("home", 1440);
        browser.findElement(By.linkText(DATASET)).click();
        seen(By.cssSelector(".stages li.done"));
        showsTheCountsOf(status);
        picture("work", 1440);
        showsCurves();
        showsTheReportsDice(status.versionId().orElseThrow());
        looksAtTheWorstCase(status.versionId().orElseThrow());
        browser.findElement(By.linkText("Trouble")).click();
        seen(By.xpath("//*[contains(., 'There is no dead letter')]"));
        assertThat(browser.manage().logs().get("browser").getAll())
                .as("errors of scripts and of what a page may load")
                .isEmpty();
    }

    private static void showsTheCountsOf(DatasetStatus status) {
        List<String> shown = browser.findElements(By.cssSelector(".stages li span")).stream()
                .map(WebElement::getText)
                .toList();
        assertThat(shown)
                .isEqualTo(status.stages().stream()
                        .map(s -> s.done() + " of " + s.total())
                        .toList());
    }

    private static void showsCurves() throws IOException {
        browser.findElement(By.linkText("Training")).click();
        seen(By.cssSelector(".chart canvas"));
        picture("training", 1440);
    }

    private static void showsTheReportsDice(VersionId version) {
        JsonNode report = Json.tree(system.client().results().bytes(ObjectKeys.report(version)));
        browser.findElement(By.linkText("Cases")).click();
        seen(By.cssSelector("table.list tbody tr"));
        for (JsonNode row : report.at("/configurations/0/folds/0/cases")) {
            String caseId = row.path("caseId").asText();
            String shown = browser.findElement(By.xpath("//tr[td/a[text()='" + caseId + "']]"))
                    .getText();
            row.path("dice")
                    .forEach(dice -> assertThat(shown)
                            .contains(dice.isNumber() ? String.format(Locale.ROOT, "%.3f", dice.asDouble()) : "–"));
        }
    }

    private static void looksAtTheWorstCase(VersionId version) throws Exception {
        WebElement first = browser.findElement(By.cssSelector("table.list tbody tr td a"));
        String caseId = first.getText();
        first.click();
        seen(By.cssSelector("figure img.image"));
        awaitPictures();
        JsonNode view = Json.tree(get("/datasets/" + DATASET + "/cases/" + caseId));

        seen(By.xpath("//button[text()='Worst slices']")).click();
        awaitPictures();
        picture("case", 1440);
        picture("case", 1024);

        new Select(browser.findElement(By.xpath("//label[contains(., 'Prediction')]/select"))).selectByValue("fill");
        awaitPictures();
        for (int pane = 0; pane < 3; pane++) {
            JsonNode plane = view.path("planes").get(pane);
            int index = Integer.parseInt(browser.findElements(By.cssSelector("figcaption input"))
                    .get(pane)
                    .getDomProperty("value"));
            Set<Long> prediction = drawn(pane, "prediction");
            Set<Long> reference = drawn(pane, "reference");
            assertThat(prediction).isEqualTo(colored(predicted(version, caseId), plane, index));
            assertThat(reference).isEqualTo(colored(reference(version, caseId), plane, index));
            assertThat(prediction).as("they differ in the worst slice").isNotEqualTo(reference);
        }

        String before = source(0, "image");
        browser.findElements(By.cssSelector(".frame")).get(0).sendKeys(Keys.ARROW_UP, Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        awaitPictures();
        assertThat(source(0, "image")).isNotEqualTo(before);
        before = source(1, "image");
        Select windows = new Select(browser.findElement(By.xpath("//label[contains(., 'Window')]/select")));
        windows.selectByVisibleText("whole range");
        awaitPictures();
        assertThat(source(1, "image")).isNotEqualTo(before);
        assertThat(browser.findElement(By.cssSelector(".readout")).getText()).contains("voxel", "mm", "value");
    }

    private static String source(int pane, String layer) {
        return browser.findElements(By.cssSelector("figure"))
                .get(pane)
                .findElement(By.cssSelector("img." + layer))
                .getDomProperty("src");
    }

    /** Until every picture that is asked for is there. */
    private static void awaitPictures() {
        new WebDriverWait(browser, Duration.ofSeconds(60))
                .until(b ->
                        (Boolean) browser.executeScript("const all = [...document.querySelectorAll('.stack img[src]')];"
                                + "return all.length >= 3 && all.every(i => i.complete && i.naturalWidth > 0);"));
    }

    /** The coloured pixels of a layer as the browser has them: row times width plus column. */
    private static Set<Long> drawn(int pane, String layer) {
        List<?> pixels = (List<?>) browser.executeScript(
                "const img = document.querySelectorAll('figure')[arguments[0]].querySelector('img.' + arguments[1]);"
                        + "const c = document.createElement('canvas'); c.width = img.naturalWidth; c.height = img.naturalHeight;"
                        + "const g = c.getContext('2d'); g.drawImage(img, 0, 0);"
                        + "const d = g.getImageData(0, 0, c.width, c.height).data;"
                        + "return Array.from({length: c.width * c.height}, (_, i) => i).filter(i => d[4 * i + 3] > 0);",
                pane,
                layer);
        Set<Long> drawn = new TreeSet<>();
        pixels.forEach(p -> drawn.add(((Number) p).longValue()));
        return drawn;
    }

    private static LabelVolume predicted(VersionId version, String caseId) {
        FoldId fold = version.fold("3d_fullres", "0");
        return new CaseReader(system.client().results())
                .prediction(caseId, ObjectKeys.prediction(fold, caseId, DatasetManifest.USUAL_ENDING));
    }

    private static LabelVolume reference(VersionId version, String caseId) {
        return new CaseReader(system.client().datasets())
                .label(new StoredVersion(system.client().results(), version).trainingCase(caseId))
                .orElseThrow();
    }

    /** The same by the file itself, voxel by voxel. */
    private static Set<Long> colored(LabelVolume labels, JsonNode plane, int index) {
        int width = plane.path("width").asInt();
        int height = plane.path("height").asInt();
        Set<Long> colored = new TreeSet<>();
        int[] at = new int[3];
        at[plane.path("across").asInt()] = index;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                at[plane.path("columns").asInt()] =
                        plane.path("columnsFlipped").asBoolean() ? width - 1 - column : column;
                at[plane.path("rows").asInt()] = plane.path("rowsFlipped").asBoolean() ? height - 1 - row : row;
                int voxel =
                        (at[2] * labels.shape().y() + at[1]) * labels.shape().x() + at[0];
                if (labels.voxels().get(voxel) > 0) {
                    colored.add((long) row * width + column);
                }
            }
        }
        return colored;
    }

    private static byte[] get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** Kept beside the test's reports; in the documents, light and dark, where these are written anew. */
    private static void picture(String name, int width) throws IOException {
        Path target = Boolean.getBoolean("nephrite.write") ? PICTURES : Path.of("target", "pictures");
        Files.createDirectories(target);
        Dimension before = browser.manage().window().getSize();
        browser.manage().window().setSize(new Dimension(width, 1000));
        for (String scheme : Arrays.asList("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            Files.write(
                    target.resolve(name + "-" + width + "-" + scheme + ".png"),
                    browser.getScreenshotAs(OutputType.BYTES));
        }
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        browser.manage().window().setSize(before);
    }
}
