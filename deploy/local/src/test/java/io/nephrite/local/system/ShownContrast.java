package io.nephrite.local.system;

import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Contrast as the browser shows a page, by WCAG 2.2: text at least 4.5 to 1, large text and the edges of fields 3 to 1.
 * What is disabled, and letters over a picture, are left out.
 */
final class ShownContrast {
    private static final String SCRIPT = """
            const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
            const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
            const ground = start => {
              const layers = [];
              for (let e = start; e; e = e.parentElement) {
                layers.push(parse(getComputedStyle(e).backgroundColor));
              }
              return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
            };
            const light = c => {
              const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = (a, b) => {
              const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
              return (high + 0.05) / (low + 0.05);
            };
            const low = [];
            const check = (what, color, under, least) => {
              const is = contrast(over(parse(color), under), under);
              if (is < least - 0.005) {
                low.push(`${what}: ${is.toFixed(2)} instead of ${least}`);
              }
            };
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              const e = texts.currentNode.parentElement;
              const text = texts.currentNode.data.trim();
              if (text === '' || e.getClientRects().length === 0 || e.closest(':disabled, [aria-hidden=true], .frame, option, script')) {
                continue;
              }
              const style = getComputedStyle(e);
              const size = parseFloat(style.fontSize);
              const isLarge = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
              check(text.slice(0, 40), e instanceof SVGElement ? style.fill : style.color, ground(e), isLarge ? 3 : 4.5);
            }
            for (const e of document.querySelectorAll('input[type=text], input[type=number], select')) {
              if (e.getClientRects().length > 0 && !e.disabled) {
                check(`edge of ${e.name || e.id || e.tagName}`, getComputedStyle(e).borderTopColor, ground(e.parentElement), 3);
              }
            }
            return low;
            """;

    private ShownContrast() {}

    /** What is too weak now; empty where everything can be read. */
    static List<?> tooLow(ChromeDriver browser) {
        return (List<?>) browser.executeScript(SCRIPT);
    }
}
