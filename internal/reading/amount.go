package reading

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"allianceregistry/internal/input"
)

// InWords is the problem of an amount that is written in words. Its parameters are
// value, and instead: the amount in figures, behind the field that is meant where the
// words say one.
const InWords input.Problem = "IN_WORDS"

// parseWords returns what an amount in words means, as it is to be typed: 2/3, or moreThan:
// 1/2. It is empty if nobody can tell.
func parseWords(text string) string {
	if afterFigurePattern.MatchString(text) { // one and a half
		return ""
	}
	text = strings.ToLower(norm.NFKC.String(input.Fold(text)))
	text = hyphenPattern.ReplaceAllString(strings.ReplaceAll(text, "⁄", "/"), "$1 $2")
	text = strings.Join(strings.Fields(text), " ")
	if meant := phrases()[text]; meant != "" {
		return meant
	}
	relation, rest := cutRelation(text)
	amount := parseFigure(unitPattern.ReplaceAllString(rest, ""))
	if amount == "" || relation == "" {
		return amount
	}
	return relation + ": " + amount
}

var (
	afterFigurePattern = regexp.MustCompile(`[0-9] ?[\x{00bc}-\x{00be}\x{2150}-\x{215e}]`)
	hyphenPattern      = regexp.MustCompile(`([a-z])-([a-z])`)
	unitPattern        = regexp.MustCompile(` ?(多数票?|同意|赞成|票|名|人|majority|votes?)$`)
)

// phrases are those that say more than their words.
func phrases() map[string]string {
	all := map[string]string{}
	for meant, words := range map[string]string{
		"moreThan: 1/2": "过半 过半数 多数 简单多数 绝对多数 majority a_majority simple_majority absolute_majority",
		"1/1":           "全体 全部 全数 一致 全体一致 一致同意 all unanimous unanimity everybody",
		"1/2":           "半 半数 一半 half a_half one_half",
	} {
		for _, word := range strings.Fields(words) {
			all[strings.ReplaceAll(word, "_", " ")] = meant
		}
	}
	return all
}

// cutRelation takes the words off an amount that say how it is compared.
func cutRelation(text string) (relation, rest string) {
	for _, one := range []struct{ relation, words string }{
		{"atLeast", "不少于 不低于 至少 at_least_"},
		{"atMost", "不超过 不多于 至多 最多 at_most_"},
		{"moreThan", "超过 多于 高于 大于 more_than_ over_"},
		{"lessThan", "少于 低于 小于 不足 less_than_ fewer_than_ under_"},
	} {
		for _, word := range strings.Fields(one.words) {
			if rest, found := strings.CutPrefix(text, strings.ReplaceAll(word, "_", " ")); found {
				return one.relation, rest
			}
		}
	}
	for _, word := range []string{"及以上", "或以上", "以上"} {
		if rest, found := strings.CutSuffix(text, word); found {
			return "atLeast", rest
		}
	}
	return "", text
}

var (
	figuresPattern     = regexp.MustCompile(`^[0-9]{1,9}(/[0-9]{1,9}|(\.[0-9]{1,6})?%)?$`)
	fractionOfPattern  = regexp.MustCompile(`^(.+)分之(.+)$`)
	percentWordPattern = regexp.MustCompile(`^(.+?) ?(percent|per cent)$`)
	partsPattern       = regexp.MustCompile(`^(\S+) (half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?$`)
)

// parseFigure reads an amount in figures; empty if it is none.
func parseFigure(text string) string {
	if figuresPattern.MatchString(text) {
		return text
	}
	if meant := phrases()[text]; meant == "1/2" || meant == "1/1" {
		return meant
	}
	if found := fractionOfPattern.FindStringSubmatch(text); found != nil {
		if found[1] == "百" {
			return concatAll(parseCount(found[2]), "%")
		}
		return concatAll(parseCount(found[2]), "/", parseCount(found[1]))
	}
	if found := percentWordPattern.FindStringSubmatch(text); found != nil {
		return concatAll(parseCount(found[1]), "%")
	}
	if found := partsPattern.FindStringSubmatch(text); found != nil {
		return concatAll(parseCount(found[1]), "/", denominators()[found[2]])
	}
	if tenths, found := strings.CutSuffix(text, "成"); found {
		return concatAll(parseCount(tenths), "/", "10")
	}
	return parseCount(text)
}

// concatAll puts parts together; empty if one is.
func concatAll(parts ...string) string {
	for _, part := range parts {
		if part == "" {
			return ""
		}
	}
	return strings.Join(parts, "")
}

func denominators() map[string]string {
	return map[string]string{
		"half": "2", "third": "3", "quarter": "4", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
	}
}

// parseCount reads a whole number below a hundred, in words of either language; empty if it is
// none.
func parseCount(word string) string {
	if number, err := strconv.Atoi(word); err == nil && number > 0 {
		return strconv.Itoa(number)
	}
	for i, name := range strings.Fields("one two three four five six seven eight nine ten eleven twelve") {
		if word == name {
			return strconv.Itoa(i + 1)
		}
	}
	above, below, tens := strings.Cut(word, "十")
	if !tens {
		above, below = "", word
	}
	number := 0
	if tens {
		if above == "" {
			above = "一"
		}
		number = 10 * chineseDigit(above)
		if number == 0 {
			return ""
		}
	}
	if below != "" {
		if chineseDigit(below) == 0 {
			return ""
		}
		number += chineseDigit(below)
	}
	if number == 0 {
		return ""
	}
	return strconv.Itoa(number)
}

// chineseDigit is a Chinese digit from one to nine; 0 for anything else.
func chineseDigit(word string) int {
	for i, known := range []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"} {
		if word == known {
			return i + 1
		}
	}
	if word == "两" {
		return 2
	}
	return 0
}
