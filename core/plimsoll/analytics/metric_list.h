#pragma once

// Every metric that is followed once somebody asks for it: name, source of MetricSource, meaning.
// The struct, its TypeScript twin and both their docs come from this one list. A meaning says what
// the number is, its formula, unit and sign, what its count counts where that is not 1, when there
// is none, and who defined it; only the printer of TypeScript has these texts in it.
#define PLIMSOLL_METRICS(metric)                                                                   \
  metric(microprice, book,                                                                         \
         "Stoikov's microprice, where the mid is expected to be in the end: mid + G(x), quote "    \
         "units, for the state x of the touch, which is its imbalance in 10 buckets and its "      \
         "spread of 1 to 4 ticks. G = sum over k = 0 to 5 of B^k (1 - Q)^-1 J with B = (1 - "      \
         "Q)^-1 R: Q and R are the shares of changes of the touch from state to state in which "   \
         "the mid stays or moves, J is its mean move. Solved anew every 5,000 changes; the tick "  \
         "is the venue's or the smallest step seen (flag assumed). Counts changes of the touch: "  \
         "of quotes as long as one comes each 10 s, or else of the book. Null before 20,000 of "   \
         "them, without a book, at a wider spread, and in a state that was not seen or led to "    \
         "no move. Stoikov 2018, Quantitative Finance 18(12).")                                    \
  metric(volumeAdjustedMid10, book,                                                                \
         "The mid adjusted by volume (VAMP), quote units: sum of (Pb_i Qa_i + Pa_i Qb_i) / sum "   \
         "of (Qa_i + Qb_i) over the i-th bid and the i-th ask, i = 1 to 10. Each price is "        \
         "weighted by what rests across, so that bids push it up. Counts 20 levels. Null "         \
         "without a book and where a side is empty. The notebook on order book imbalance of "      \
         "hftbacktest, Market Making with Alpha.")                                                 \
  metric(restingImbalance10, book,                                                                 \
         "bookImbalance10 by the least that rested lately, so that what flickers does not "        \
         "count: (B - A) / (B + A), -1 to 1, above zero more is bid, where each of the best 10 "   \
         "levels of a side counts with its least quantity over restingWindowMs of local time "     \
         "(halves of it are kept, so over half of it at least). Counts 20 levels. Null where "     \
         "nothing has rested yet, as after a snapshot, and where a venue pushes whole books "      \
         "only. After the lifetime filter of Anantha, Jain and Maiti 2025, arXiv 2507.22712, "     \
         "for books without order ids.")                                                           \
  metric(bidFleeRatio, book,                                                                       \
         "Of what was bid near a falling mid, the share withdrawn before it was traded, 0 to 1: "  \
         "sum of w max(0, D0 - D1 - T) / sum of w D0 over bins of 1 s in which the mid fell. D0 "  \
         "rests within 10 bps of the mid at the start of a bin, D1 between the same prices at "    \
         "its end, and takers sold T meanwhile; weights w fall by e in 60 s of local time. Null "  \
         "before the mid has fallen. Our own definition.")                                         \
  metric(askFleeRatio, book,                                                                       \
         "Of what was asked near a rising mid, the share withdrawn before it was traded, 0 to "    \
         "1: as bidFleeRatio, of asks, with T what takers bought, over bins of 1 s in which the "  \
         "mid rose. Null before the mid has risen. Our own definition.")                           \
  metric(bidDepthHalfLifeMs, book,                                                                 \
         "Milliseconds from the trough of a sweep until half of the depth bid within 10 bps of "   \
         "the mid is back. A sweep is a fall by 30 % or more within 1 s, from B to the trough "    \
         "L; half is back at the first t with D(t) >= (B + L) / 2, as seen every 100 ms. Over n "  \
         "sweeps H moves by max(1 / n, 0.1) (t - H), so about the last ten count. What is not "    \
         "half back in 60 s counts as 60 s, and H is then a lower bound (flag lowerBound). "       \
         "Depth alone is looked at: makers who withdraw sweep as well. Counts sweeps that have "   \
         "ended. Null before the first. Our own definition.")                                      \
  metric(askDepthHalfLifeMs, book,                                                                 \
         "Milliseconds from the trough of a sweep until half of the depth asked within 10 bps "    \
         "of the mid is back: as bidDepthHalfLifeMs. Counts sweeps of asks that have ended. "      \
         "Null before the first. Our own definition.")                                             \
  metric(bookImbalanceZ, book,                                                                     \
         "bookImbalance10 in robust standard deviations from its median of the last hour, above "  \
         "zero more bid than usual: (I - median) / (1.4826 MAD) over the last 1,024 samples, "     \
         "3.5 s apart in local time, with MAD the median of |I - median|. Where that is 0 the "    \
         "standard deviation with weights that fall by e in an hour stands in. Counts samples. "   \
         "Null before 30 of them, without a book, and where they do not differ. Hampel 1974.")     \
  metric(tradeConfirmation, book,                                                                  \
         "1 where takers trade to the side to which the book leans unusually, -1 where they "      \
         "trade against it: the sign of bookImbalanceZ times that of tradeFlowImbalance less "     \
         "its mean, whose weights fall by e in an hour. Counts the samples of bookImbalanceZ. "    \
         "Null where that is, where either is exactly usual, and before there were trades. Our "   \
         "own definition.")                                                                        \
  metric(integratedOrderFlowImbalance, book,                                                       \
         "Order-flow imbalance of ten levels in one number without a unit, above zero where "      \
         "demand grew or supply shrank: sum of w_m f_m / sum of |w_m|. f_m is "                    \
         "orderFlowImbalance of the m-th levels, over 10 s as well, divided by the mean of (Qb "   \
         "+ Qa) / 2 of all ten; w is the first eigenvector of their covariance, its sum above "    \
         "zero, learned from samples 10 s apart that count half after 30 min. Counts the 10 "      \
         "levels (flag partial where the book had fewer). Null before 15 samples are left, "       \
         "about three minutes, and without a book. Cont, Cucuringu and Zhang 2023, Quantitative "  \
         "Finance 23(10), arXiv 2112.13213; by level Xu, Gould and Howison 2018, arXiv "           \
         "1907.06230.")                                                                            \
  metric(orderFlowExplainedShare, book,                                                            \
         "Share of the variance of ten levels' flows that integratedOrderFlowImbalance has, 0.1 "  \
         "to 1: the largest eigenvalue of their covariance over its trace. Near 1 all levels "     \
         "flow alike. Counts the 10 levels. Null before 15 samples of 10 s are left. Source as "   \
         "there.")                                                                                 \
  metric(orderFlowImpact, book,                                                                    \
         "Quote units that the mid moves for one unit of order-flow imbalance at the touch, the "  \
         "venue's unit: beta of dP_k = alpha + beta OFI_k by least squares over bins k of 10 s "   \
         "of the venue's clock, where OFI_k is the sum of e in the bin, see orderFlowImbalance. "  \
         "Above zero as a rule, and less where depth is more. Bins count half after 30 min. "      \
         "Counts what is left of them. Null below 15 and where no flow varied. Cont, Kukanov "     \
         "and Stoikov 2014, J. Financial Econometrics 12(1), 47-88.")                              \
  metric(orderFlowImpactRSquared, book,                                                            \
         "Share of the variance of the mid's moves in 10 s that order-flow imbalance explains, "   \
         "0 to 1: Sxy^2 / (Sxx Syy) over the bins of orderFlowImpact. Counts what is left of "     \
         "them. Null where that is and where the mid stood still. Source as there.")               \
  metric(kyleLambda, trades,                                                                       \
         "Kyle's lambda, quote units that the mid moves for one unit bought by takers, the "       \
         "venue's unit: sum of w x y / sum of w x^2, the slope through the origin of the mid's "   \
         "move y in a bin over x, what takers bought less what they sold in it. Bins of "          \
         "impactBinMs of the venue's clock, whose weights w halve in 30 min. Below zero prices "   \
         "moved against takers (flag unexpectedSign). Counts what is left of the bins. Null "      \
         "below 15 and where no bin had trades. Kyle 1985, Econometrica 53(6), 1315-1335.")        \
  metric(kyleLambdaRSquared, trades,                                                               \
         "Share of the mid's moves that kyleLambda explains, 0 to 1: (sum of w x y)^2 / (sum of "  \
         "w x^2 times sum of w y^2) over its bins. Counts what is left of them. Null where that "  \
         "is and where the mid stood still.")                                                      \
  metric(kyleLambdaBps, trades,                                                                    \
         "Bps that the mid moves for a million quote units bought by takers, to compare markets "  \
         "by: kyleLambda with y in bps of the mid at the start of a bin and x in millions of "     \
         "quote units. Counts the bins of kyleLambda. Null below 15 bins and where the "           \
         "contract's size is unknown.")                                                            \
  metric(illiquidity, trades,                                                                      \
         "Amihud's illiquidity, fraction that the mid moves for one quote unit traded, zero or "   \
         "above: the mean of |dM / M| / (notional traded) over bins of impactBinMs with trades, "  \
         "whose weights halve in 30 min. Counts the bins of kyleLambda, those without trades "     \
         "too. Null below 15 bins with trades whose notional is known. Amihud 2002, J. "           \
         "Financial Markets 5(1), 31-56.")                                                         \
  metric(vpin, trades,                                                                             \
         "Volume-synchronised probability of informed trading, how one-sided volume is, 0 to 1: "  \
         "sum of |Vb - Vs| / (n V) over the last n = 50 buckets of V = vpinBucketQuantity each. "  \
         "Vb is what takers bought, or with vpinByBulkVolume V Phi(dP / sigma), dP the price's "   \
         "change over a bucket and sigma the standard deviation of such changes; Vs = V - Vb. "    \
         "Contested, and off until a bucket is given. Counts filled buckets, to 50. Null before "  \
         "50, or 52 by bulk volume. Easley, Lopez de Prado and O'Hara 2012, Review of Financial "  \
         "Studies 25(5), 1457-1493; against it Andersen and Bondarenko 2015, Review of Finance "   \
         "19(1), 1-54.")                                                                           \
  metric(midBranchingRatio, book,                                                                  \
         "Share of the mid's changes that answer earlier ones, 0 to 0.999: n = 1 - sqrt(mean / "   \
         "variance) of their counts in the last branchingWindows windows (240) of "                \
         "branchingWindowMs (30 s) of the venue's clock. Its standard error over N windows is "    \
         "about (1 - n) / sqrt(2 N). A rate that moves raises it (flag drifting, Young 1941). "    \
         "Counts changes in these windows. Null before 20 whole windows and where the mid did "    \
         "not change. Hardiman and Bouchaud 2014, arXiv 1403.5227.")                               \
  metric(midBranchingRatioOfDifferences, book,                                                     \
         "midBranchingRatio with half the mean square of the differences of neighbouring "         \
         "windows for the variance, which a drifting rate hardly raises. Counts and is null "      \
         "likewise.")                                                                              \
  metric(liquidationBranchingRatio, told,                                                          \
         "Share of liquidations that answer earlier ones, 0 to 0.999: as midBranchingRatio, of "   \
         "those that the venue reports, up to the latest. Counts liquidations in the windows. "    \
         "Where the venue hides some (flag lowerBound) the rest is evener. Null before 20 whole "  \
         "windows and without any in them. Source as there.")                                      \
  metric(loopGain, trades,                                                                         \
         "What comes back in the next bin of one unit of flow by way of the price, no unit: g = "  \
         "kappa a. Of returns r of the mid and flows f, bought less sold by takers, in bins of "   \
         "loopBinMs (1 s), each less its mean and over its standard deviation, z_(t+1) = A z_t "   \
         "+ u_t by least squares, a = A_fr and kappa = cov(u_r, u_f) / var(u_f); weights fall "    \
         "by e in loopTimeConstantMs (30 min). Above zero takers chase the price, below zero "     \
         "they lean against it; at 1 and above each round is larger than the last. Counts pairs "  \
         "of neighbouring bins. Null before 100 and where price or flow does not move. "           \
         "Hasbrouck 1991, J. Finance 46(1), 179-207, in its simplest form.")                       \
  metric(loopAmplification, trades,                                                                \
         "How far a push goes in the end: 1 + g + g^2 + ... = 1 / (1 - g) with g = loopGain, no "  \
         "unit; 1 where nothing comes back. Counts as loopGain. Null where that is, and at 1 "     \
         "and above, where there is no end.")                                                      \
  metric(loopSpectralRadius, trades,                                                               \
         "Of price and flow on each other in the next bin: the largest absolute eigenvalue of "    \
         "A, see loopGain, zero or above. At 1 and above what happens does not die out. Counts "   \
         "and is null as loopGain.")                                                               \
  metric(clockRegularity100Ms, trades,                                                             \
         "How much trades keep to the same point of a tenth of a second, as orders sent by a "     \
         "clock do: the Rayleigh statistic n R^2 with R = |sum of w e^(2 pi i t / T)| / sum of "   \
         "w over venue times t, T = 100 ms, and n = (sum of w)^2 / sum of w^2. Exponential with "  \
         "mean 1 by chance, so above 7 once in a thousand; bursts raise it too. Weights w fall "   \
         "by e in 10 min, and trades of one millisecond count once. Counts n. Null before the "    \
         "first trade. Rayleigh 1880; Mardia and Jupp 2000, Directional Statistics, 6.3.1.")       \
  metric(clockRegularity1S, trades,                                                                \
         "How much trades keep to the same point of a second: clockRegularity100Ms with T = 1 "    \
         "s.")                                                                                     \
  metric(clockRegularity5S, trades,                                                                \
         "How much trades keep to the same point of five seconds: clockRegularity100Ms with T = "  \
         "5 s.")                                                                                   \
  metric(clockRegularity60S, trades,                                                               \
         "How much trades keep to the same point of a minute: clockRegularity100Ms with T = 60 "   \
         "s.")                                                                                     \
  metric(premiumIndex, book,                                                                       \
         "How far the perpetual stands outside its index, as a fraction of it, above zero where "  \
         "it is dear: (max(0, IB - X) - max(0, X - IA)) / X. X is indexPrice; IB and IA are the "  \
         "mean prices at which premiumNotional (20,000 quote units) is sold to the bids and "      \
         "bought from the asks, one notional on every venue. Zero while IB <= X <= IA. Null "      \
         "without a book or an index, where a side holds less, and where the contract's size is "  \
         "unknown. The premium index of Binance, BitMEX, Gate, dYdX and Hyperliquid.")             \
  metric(predictedFundingRate, marks,                                                              \
         "What the running interval will settle at, fraction of notional for the interval, "       \
         "above zero longs pay: the venue's formula, P + clamp(I - P, -c, c) of most, within "     \
         "its caps, of P = (sum of w_k p_k so far + sum of w_k E p_k to come) / sum of w_k. p_k "  \
         "are premiums, and of venues that average rates their rates, sampled here in the "        \
         "venue's own time; w_k is 1, or k where later ones weigh more; E p_k = m + phi^(k - c) "  \
         "(p_c - m), with mean m and autocorrelation phi learned with weights that fall by e in "  \
         "8 h. Caps, interest and impact notional are the venue's of its dated rule, or the "      \
         "settings'. Where the interval, its end or the impact notional is not known it is "       \
         "assumed, and where no cap is known there is none (flag assumed). Counts the share of "   \
         "the interval so far that was sampled, 0 to 1. Null before a mark comes with a "          \
         "premium, and on venues other than Binance, Bybit, OKX, Gate, Hyperliquid, dYdX and "     \
         "Deribit.")                                                                               \
  metric(predictedFundingRateLow, marks,                                                           \
         "5th percentile of predictedFundingRate: the venue's formula at P - 1.645 standard "      \
         "deviations of what is to come, with normal shocks. Counts likewise. Null where that "    \
         "is and before 30 samples.")                                                              \
  metric(predictedFundingRateHigh, marks,                                                          \
         "95th percentile of predictedFundingRate: the venue's formula at P + 1.645 standard "     \
         "deviations of what is to come, with normal shocks. Counts likewise. Null where that "    \
         "is and before 30 samples.")                                                              \
  metric(runningFundingRate, marks,                                                                \
         "What the running interval would settle at if it ended now, in the unit of "              \
         "predictedFundingRate: the venue's formula of sum of w_k p_k / sum of w_k so far. "       \
         "Counts and is null likewise.")                                                           \
  metric(fundingRatePerYear, told,                                                                 \
         "The funding rate for 365 days, simple, a fraction, above zero longs pay: F 8,760 / h "   \
         "with F = fundingRatePerInterval and h = fundingIntervalHours. Null where the venue "     \
         "did not say either.")                                                                    \
  metric(compoundedFundingRatePerYear, told,                                                       \
         "The funding rate for 365 days, each payment added to the notional: (1 + F)^(8,760 / "    \
         "h) - 1, a fraction. Null as fundingRatePerYear.")                                        \
  metric(fundingRateZ, told,                                                                       \
         "fundingRatePerInterval in robust standard deviations from the median of the settled "    \
         "ones, above zero longs pay more than usual: (F - median) / (1.4826 MAD) over the last "  \
         "256, 85 days of eight hours, with MAD the median of |F - median|. Where that is 0 the "  \
         "standard deviation stands in, its weights falling by e in 90 of them. Counts settled "   \
         "rates. Null before 10 of them and where they do not differ. Hampel 1974.")               \
  metric(openInterestVelocityPerHour, told,                                                        \
         "Growth of open interest as a logarithm for an hour, -0.05 about five percent less: "     \
         "the mean of d ln OI / dt with weights that fall by e in 60 s of the venue's clock. OI "  \
         "is in the venue's unit, or else in base coin, never money. Null before it was told "     \
         "twice beside a mark.")                                                                   \
  metric(openInterestVelocityZ, told,                                                              \
         "openInterestVelocityPerHour in standard deviations from its own mean before, whose "     \
         "weights fall by e in an hour. Null before 10 min and 30 samples of it, and while it "    \
         "never varied.")                                                                          \
  metric(openInterestQuadrant, told,                                                               \
         "Who came and who left in the last minute or more: 0 none, 1 new longs (open interest "   \
         "up, price up), 2 short covering (down, up), 3 new shorts (up, down), 4 long flush "      \
         "(down, down), 0 where |z| is at most 0.5 for either. z = d / sqrt(mean of d^2) of d = "  \
         "ln(X / X') of open interest and of the mark, scaled to a minute by the square root of "  \
         "its time; the mean is of the changes before, with weights that fall by e in an hour. "   \
         "Null before 20 changes and while either has not moved.")                                 \
  metric(openInterestIntensity, told,                                                              \
         "How unusual the change of openInterestQuadrant is, in deviations of both, zero or "      \
         "above: sqrt(z_OI^2 + z_P^2). Null where that is.")                                       \
  metric(takerAgreement, told,                                                                     \
         "tradeFlowImbalance with the sign of the price's change in openInterestQuadrant, -1 to "  \
         "1: above zero takers pushed the way that the price went, below zero it moved against "   \
         "them. Null where that is null or 0, and before there were trades.")                      \
  metric(takerOpenInterest, told,                                                                  \
         "Of new open interest, what takers bought less what they sold, -1 to 1: sum of w TFI "    \
         "max(0, dOI) / sum of w max(0, dOI), with TFI the tradeFlowImbalance when the rise was "  \
         "told and weights w that fall by e in 4 h of the venue's clock. Null before open "        \
         "interest has risen after trades. Our own definition.")                                   \
  metric(deleveragingDepth, told,                                                                  \
         "Of a deleveraging under way, how much of the peak was removed, 0 to 1: (peak - "         \
         "trough) / peak of open interest. One starts where open interest is more than "           \
         "deleveragingDrawdownRate below its maximum of an hour while openInterestVelocityZ is "   \
         "below deleveragingStartZ; it ends by deleveragingRecoveryRate or deleveragingCalmMs. "   \
         "Null while none is under way. Our own definition.")                                      \
  metric(deleveragingLiquidatedShare, told,                                                        \
         "Of what deleveragingDepth removed, what liquidations explain, 0 to 1: min(1, "           \
         "liquidated / (peak - trough)), liquidated being the quantity reported from peak to "     \
         "trough. A lower bound where the venue reports only some (flag lowerBound). Null while "  \
         "none is under way and where no liquidation was ever heard of.")                          \
  metric(openInterestToDepth, told,                                                                \
         "How many times over the near book would be taken if everybody left: "                    \
         "openInterestNotional over the notional of both sides within 1 % of the mid, no unit. "   \
         "Null without a book or a mark, where nothing rests there, and where the contract's "     \
         "size is unknown.")                                                                       \
  metric(openInterestToSpotDepth, told,                                                            \
         "openInterestNotional over spotDepthNotional, no unit. Null where either is unknown or "  \
         "the latter is 0.")                                                                       \
  metric(openInterestToDayNotional, told,                                                          \
         "Days of trading that open interest is: openInterestNotional over dayNotional. Null "     \
         "where either is unknown or the latter is 0.")                                            \
  metric(openInterestToMarketCap, told,                                                            \
         "openInterestNotional over marketCap, no unit. Null where either is unknown or the "      \
         "latter is 0.")                                                                           \
  metric(estimatedLeverageRatio, told,                                                             \
         "openInterestBase over reserveBaseQuantity, both in base coin, no unit. Null where "      \
         "either is unknown. As CryptoQuant defines its estimated leverage ratio.")                \
  metric(accountLogRatio, told,                                                                    \
         "ln(long accounts / short accounts) = ln(s / (1 - s)) with s = longAccountShare, above "  \
         "zero more accounts are long. Null where the venue does not say, and where s is 0 or "    \
         "1.")                                                                                     \
  metric(topPositionLogRatio, told,                                                                \
         "ln(long / short) of the largest traders' positions by size = ln(s / (1 - s)) with s = "  \
         "topLongPositionShare, above zero more is long. Null where the venue does not say, and "  \
         "where s is 0 or 1.")                                                                     \
  metric(crowdWhaleDivergence, told,                                                               \
         "accountLogRatio less topPositionLogRatio: above zero the crowd is longer than the "      \
         "largest traders. As old as the older of the two. Null where either is.")                 \
  metric(longCrowding, told,                                                                       \
         "How crowded longs are for this market, 0 to 100: sum of w_k p_k over those components "  \
         "k that are above zero, of the funding rate for 8 h, premiumIndex, accountLogRatio and "  \
         "takerOpenInterest. p_k is the percentile of one among up to 360 of its own past "        \
         "values, crowdingHistoryMs (2 h) apart, ties counted half; w_k are fundingWeight, "       \
         "premiumWeight, accountRatioWeight and takerOpenInterestWeight, made to add up to 1 "     \
         "over those that are there: remembered 20 times, and heard of within crowdingStaleMs "    \
         "(30 min). Counts these (flag partial where some are missing). Null without any. Our "    \
         "own definition, and its weights are a starting point, not a finding.")                   \
  metric(shortCrowding, told,                                                                      \
         "How crowded shorts are for this market, 0 to 100: sum of w_k (100 - p_k) over the "      \
         "components of longCrowding that are below zero. Counts and is null likewise.")
