package io.nephrite.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** What somebody does who has a keyboard and no mouse. */
final class Keyboard {
    private static final int MOST_TABS = 150;
    private static final String CONTROLS =
            "nav, a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

    private final ChromeDriver browser;

    Keyboard(ChromeDriver browser) {
        this.browser = browser;
    }

    void type(CharSequence keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    /** Goes on by TAB until a control has the focus, and requires that this is seen. */
    WebElement reach(By place) {
        for (int i = 0; i < MOST_TABS; i++) {
            type(Keys.TAB);
            try {
                WebElement focused = browser.switchTo().activeElement();
                if (browser.findElements(place).contains(focused)) {
                    assertThat(isRingSeen(focused)).as("a ring around " + place).isTrue();
                    return focused;
                }
            } catch (StaleElementReferenceException e) {
                // it was drawn anew meanwhile; the next one is looked at
            }
        }
        throw new AssertionError("TAB does not lead to " + place);
    }

    void press(By place) {
        reach(place);
        type(Keys.ENTER);
    }

    /** A field that is not seen itself shows it at the button that stands for it. */
    private boolean isRingSeen(WebElement focused) {
        return (Boolean) browser.executeScript(
                "const e = arguments[0];"
                        + "const seen = e.classList.contains('unseen') ? e.parentElement.querySelector('.button') : e;"
                        + "const style = getComputedStyle(seen);"
                        + "return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;",
                focused);
    }

    /** What has no name that a screen reader could tell, and which parts there are not exactly once. */
    List<String> nameless() {
        List<String> nameless = new ArrayList<>();
        for (String part : List.of("header", "main", "h1")) {
            if (browser.findElements(By.tagName(part)).size() != 1) {
                nameless.add(part + " is not there exactly once");
            }
        }
        for (WebElement control : browser.findElements(By.cssSelector(CONTROLS))) {
            try {
                if (control.isDisplayed() && control.getAccessibleName().isBlank()) {
                    nameless.add("no name: " + control.getDomProperty("outerHTML"));
                }
            } catch (StaleElementReferenceException e) {
                // it was drawn anew meanwhile; the next one is looked at
            }
        }
        return nameless;
    }
}
