package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		want   float64
	}{
		"ok/none": {nil, 0},
		"ok/one":  {[]float64{4}, 4},
		"ok/odd":  {[]float64{9, 1, 5}, 5},
		"ok/even": {[]float64{4, 1, 2, 9}, 3},
	} {
		t.Run(name, func(t *testing.T) { require.InDelta(t, c.want, median(c.values), 1e-9) })
	}
}

func TestQuantile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100 - i) // not in order
	}
	require.Equal(t, time.Duration(50), quantile(hundred, 0.50))
	require.Equal(t, time.Duration(95), quantile(hundred, 0.95))
	require.Equal(t, time.Duration(99), quantile(hundred, 0.99))
	require.Equal(t, time.Duration(100), quantile(hundred, 1))
	require.Equal(t, time.Duration(1), quantile(hundred, 0))
	require.Equal(t, 7, quantile([]int{7}, 0.99))
	require.Zero(t, quantile([]int{}, 0.5))
	require.Equal(t, time.Duration(100), hundred[0], "what is measured keeps its order")
}

func TestSpread(t *testing.T) {
	require.Equal(t, spread{Median: 2, Min: 1, Max: 9}, spreadOf([]float64{9, 1, 2}))
	require.Zero(t, spreadOf(nil))
}
