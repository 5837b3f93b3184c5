#include "server/applications/csv.hpp"

#include <gtest/gtest.h>

namespace jobswipe::applications {
namespace {

TEST(Csv, QuotesWhatMustBeQuoted) {
  EXPECT_EQ(csv_record({"plain", "", "a, b", "say \"yes\"", "two\nlines", "é"}),
            "plain,,\"a, b\",\"say \"\"yes\"\"\",\"two\nlines\",é\r\n");
}

TEST(Csv, LeavesNoFormulaToASpreadsheet) {
  EXPECT_EQ(csv_record({"=1+1", "+1", "-1", "@x", "\tx", "\rx", "a=b"}), "'=1+1,'+1,'-1,'@x,'\tx,\"'\rx\",a=b\r\n");
}

TEST(Csv, ARecordWithoutValuesIsAnEmptyLine) {
  EXPECT_EQ(csv_record({}), "\r\n");
}

}  // namespace
}  // namespace jobswipe::applications
