package form

// ReadNumber reads digits without leading zeros: false for all else, and for a number
// over the bound, which is of ten digits at most.
func ReadNumber(digits string, bound int64) (int64, bool) {
	if digits == "" || len(digits) > 10 || len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	var n int64
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(digits[i]-'0')
	}
	return n, n <= bound
}
